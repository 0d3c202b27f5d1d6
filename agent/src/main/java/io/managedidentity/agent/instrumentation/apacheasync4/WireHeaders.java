package io.managedidentity.agent.instrumentation.apacheasync4;

import io.managedidentity.agent.injection.HeaderList;
import org.apache.http.Header;
import org.apache.http.HttpMessage;

/** The headers of an edited copy: the application's own objects where they stay as they are. */
final class WireHeaders {
  private WireHeaders() {}

  /**
   * @param made those of the request as it was made, in whose order the edited ones are
   */
  static void addTo(HttpMessage copy, Header[] made, HeaderList edited) {
    int next = 0;
    for (int i = 0; i < edited.size(); i++) {
      int at = find(made, next, edited.name(i), edited.value(i));
      if (at < 0) {
        copy.addHeader(new MaskedHeader(edited.name(i), edited.value(i)));
      } else {
        copy.addHeader(made[at]);
        next = at + 1;
      }
    }
  }

  private static int find(Header[] made, int from, String name, String value) {
    for (int i = from; i < made.length; i++) {
      if (made[i].getName().equals(name) && valueOf(made[i]).equals(value)) {
        return i;
      }
    }
    return -1;
  }

  private static String valueOf(Header header) {
    String value = header.getValue();
    return value == null ? "" : value;
  }
}
