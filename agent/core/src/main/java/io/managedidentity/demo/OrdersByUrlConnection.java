package io.managedidentity.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** Reads orders with HttpURLConnection and shows an API key, as it did for years. */
public final class OrdersByUrlConnection {
  private OrdersByUrlConnection() {}

  public static void main(String[] args) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) new URL(args[0]).openConnection();
    connection.setRequestProperty("x-api-key", "an-api-key-from-a-properties-file");
    int status = connection.getResponseCode();
    System.out.print(status + " ");
    if (status < 400) {
      try (BufferedReader body =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
        System.out.print(body.readLine());
      }
    } else {
      System.out.print(connection.getResponseMessage());
    }
    System.out.println();
  }
}
