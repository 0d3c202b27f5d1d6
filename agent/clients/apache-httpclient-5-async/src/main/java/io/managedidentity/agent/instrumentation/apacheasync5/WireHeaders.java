package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.AnswerHeaders;
import io.managedidentity.agent.injection.HeaderList;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;

/**
 * The headers of an edited copy: the application's own objects where they stay as they are. The
 * same for each of Apache's clients, each of which has its own hook loader.
 */
final class WireHeaders {
  private WireHeaders() {}

  static HeaderList list(Header[] headers) {
    HeaderList list = new HeaderList();
    for (Header header : headers) {
      String value = header.getValue();
      list.add(header.getName(), value == null ? "" : value);
    }
    return list;
  }

  /**
   * @param made those of the request as it was made, in whose order the edited ones are
   */
  static void addTo(HttpMessage copy, Header[] made, HeaderList edited) {
    HeaderList before = list(made);
    int next = 0;
    for (int i = 0; i < edited.size(); i++) {
      int at = before.indexOf(edited.name(i), edited.value(i), next);
      if (at < 0) {
        copy.addHeader(new MaskedHeader(edited.name(i), edited.value(i)));
      } else {
        copy.addHeader(made[at]);
        next = at + 1;
      }
    }
  }

  static AnswerHeaders answer(HttpMessage response) {
    return new AnswerHeaders() {
      @Override
      public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (Header header : response.getHeaders(name)) {
          String value = header.getValue();
          if (value != null) {
            values.add(value);
          }
        }
        return values;
      }
    };
  }
}
