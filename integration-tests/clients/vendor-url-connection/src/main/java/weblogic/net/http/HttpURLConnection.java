package weblogic.net.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;

/**
 * Stands for WebLogic's class of this name, of which nothing is known here but that name, its
 * superclass and that it has sockets of its own. It does what the agent must reckon with: it takes
 * all request properties along when it follows a redirect.
 */
public class HttpURLConnection extends java.net.HttpURLConnection {
  private final Map<String, List<String>> request = new LinkedHashMap<>();
  private final Map<String, List<String>> response = new LinkedHashMap<>();
  private ByteArrayOutputStream body;
  private Socket socket;
  private byte[] content;

  public HttpURLConnection(URL url) {
    super(url);
  }

  @Override
  public void setRequestProperty(String name, String value) {
    request.put(name, new ArrayList<>(java.util.Collections.singletonList(value)));
  }

  @Override
  public void addRequestProperty(String name, String value) {
    request.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  @Override
  public String getRequestProperty(String name) {
    List<String> values = request.get(name);
    return values == null ? null : values.get(0);
  }

  @Override
  public Map<String, List<String>> getRequestProperties() {
    return new LinkedHashMap<>(request);
  }

  @Override
  public void connect() throws IOException {
    if (connected) {
      return;
    }
    int port = url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
    socket =
        url.getProtocol().equals("https")
            ? SSLSocketFactory.getDefault().createSocket(url.getHost(), port)
            : new Socket(url.getHost(), port);
    socket.setSoTimeout(getReadTimeout());
    connected = true;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    if (method.equals("GET")) {
      method = "POST";
    }
    connect();
    body = new ByteArrayOutputStream();
    return body;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    while (content == null) {
      connect();
      write();
      read();
      String location = getHeaderField("Location");
      if (responseCode / 100 == 3 && location != null && getInstanceFollowRedirects()) {
        disconnect();
        url = new URL(url, location);
        content = null;
      }
    }
    if (responseCode >= 400) {
      throw new IOException("the server answered " + responseCode);
    }
    return new ByteArrayInputStream(content);
  }

  @Override
  public InputStream getErrorStream() {
    return content == null ? null : new ByteArrayInputStream(content);
  }

  @Override
  public int getResponseCode() throws IOException {
    try {
      getInputStream();
    } catch (IOException e) {
      if (content == null) {
        throw e;
      }
    }
    return responseCode;
  }

  @Override
  public Map<String, List<String>> getHeaderFields() {
    return response;
  }

  @Override
  public String getHeaderField(String name) {
    List<String> values = response.get(name);
    return values == null ? null : values.get(0);
  }

  @Override
  public void disconnect() {
    try {
      socket.close();
    } catch (IOException e) {
      content = null;
    }
    connected = false;
  }

  @Override
  public boolean usingProxy() {
    return false;
  }

  private void write() throws IOException {
    String path = url.getFile().isEmpty() ? "/" : url.getFile();
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    head.append("Host: ").append(url.getAuthority()).append("\r\n");
    request.forEach(
        (name, values) ->
            values.forEach(value -> head.append(name).append(": ").append(value).append("\r\n")));
    if (body != null) {
      head.append("Content-Length: ").append(body.size()).append("\r\n");
    }
    OutputStream out = socket.getOutputStream();
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    if (body != null) {
      body.writeTo(out);
    }
    out.flush();
  }

  private void read() throws IOException {
    response.clear();
    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    responseCode = Integer.parseInt(line(in).split(" ")[1]);
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon);
      String value = line.substring(colon + 1).trim();
      response.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      if (name.equalsIgnoreCase("Content-Length")) {
        length = Integer.parseInt(value);
      }
    }
    content = new byte[length];
    in.readFully(content);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the server closed the connection");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
