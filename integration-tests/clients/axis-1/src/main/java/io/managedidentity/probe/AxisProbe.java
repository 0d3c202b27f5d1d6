package io.managedidentity.probe;

import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.Iterator;
import javax.xml.soap.MimeHeader;
import org.apache.axis.MessageContext;
import org.apache.axis.SOAPPart;
import org.apache.axis.client.AxisClient;
import org.apache.axis.soap.SOAPConstants;
import org.apache.axis.transport.http.HTTPConstants;
import org.apache.axis.transport.http.HTTPSender;

/**
 * Axis 1 over its own {@code HTTPSender}. A call without a body is a GET of SOAP 1.2, which is the
 * only one that Axis has.
 */
public final class AxisProbe implements ProbeClient {
  private final AxisClient engine = new AxisClient();

  @Override
  public Message call(Message call) throws Exception {
    MessageContext context = new MessageContext(engine);
    context.setProperty(MessageContext.TRANS_URL, call.get("url"));
    context.setTimeout(Integer.parseInt(call.get("timeout", "20000")));
    context.setUseSOAPAction(true);
    context.setSOAPActionURI("");
    if (!call.has("soap11")) {
      context.setSOAPConstants(SOAPConstants.SOAP12_CONSTANTS);
      context.setProperty("soap12.webmethod", call.get("method", "GET"));
    }
    if (call.has("user")) {
      String[] user = call.get("user").split(":");
      context.setUsername(user[0]);
      context.setPassword(user[1]);
    }
    if (call.has("http11")) {
      context.setProperty(MessageContext.HTTP_TRANSPORT_VERSION, HTTPConstants.HEADER_PROTOCOL_V11);
    }
    Hashtable<String, String> headers = new Hashtable<>();
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      headers.put(header.substring(0, colon), header.substring(colon + 2));
    }
    context.setProperty(HTTPConstants.REQUEST_HEADERS, headers);
    context.setRequestMessage(
        new org.apache.axis.Message(call.get("body", "").getBytes(StandardCharsets.UTF_8)));
    String before = headers.toString();
    new HTTPSender().invoke(context);
    return answer(context).add("viewBefore", before).add("viewAfter", headers.toString());
  }

  private static Message answer(MessageContext context) throws Exception {
    Message answer =
        new Message()
            .add("status", String.valueOf(context.getProperty(HTTPConstants.MC_HTTP_STATUS_CODE)));
    org.apache.axis.Message response = context.getResponseMessage();
    if (response == null) {
      return answer.add("body", "");
    }
    for (Iterator<?> all = response.getMimeHeaders().getAllHeaders(); all.hasNext(); ) {
      MimeHeader header = (MimeHeader) all.next();
      answer.add("responseHeader", header.getName() + ": " + header.getValue());
    }
    byte[] body = ((SOAPPart) response.getSOAPPart()).getAsBytes();
    return answer.add("body", new String(body, StandardCharsets.UTF_8));
  }
}
