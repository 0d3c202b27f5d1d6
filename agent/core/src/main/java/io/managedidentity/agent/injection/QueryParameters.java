package io.managedidentity.agent.injection;

import java.util.ArrayList;
import java.util.List;

/** The parameters of a query, as they are written. */
final class QueryParameters {
  private QueryParameters() {}

  static List<String> of(String query) {
    List<String> parameters = new ArrayList<>();
    int end;
    for (int start = 0; start <= query.length(); start = end + 1) {
      end = query.indexOf('&', start);
      end = end < 0 ? query.length() : end;
      parameters.add(query.substring(start, end));
    }
    return parameters;
  }

  /** Whether the target's query has this parameter with this value, without case. */
  static boolean has(String target, String parameter) {
    int question = target.indexOf('?');
    if (question >= 0) {
      for (String one : of(target.substring(question + 1))) {
        if (one.equalsIgnoreCase(parameter)) {
          return true;
        }
      }
    }
    return false;
  }
}
