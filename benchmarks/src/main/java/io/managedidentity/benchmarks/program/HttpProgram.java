package io.managedidentity.benchmarks.program;

import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * One request with each client of the JDK; the second argument, if any, is their Authorization.
 * Needs a JDK of 17 or later.
 */
public final class HttpProgram {
  private HttpProgram() {}

  public static void main(String[] args) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) URI.create(args[0]).toURL().openConnection();
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(args[0]));
    if (args.length > 1) {
      connection.setRequestProperty("Authorization", args[1]);
      request.header("Authorization", args[1]);
    }
    try (InputStream in = connection.getInputStream()) {
      in.readAllBytes();
    }
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    System.out.println(connection.getResponseCode() + " " + response.statusCode());
  }
}
