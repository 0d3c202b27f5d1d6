package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.apache.axis.MessageContext;
import org.apache.axis.SOAPPart;
import org.apache.axis.client.AxisClient;
import org.apache.axis.soap.SOAPConstants;
import org.apache.axis.transport.http.HTTPConstants;
import org.apache.axis.transport.http.HTTPSender;

/** Axis 1 over its own {@code HTTPSender}: a connection for each request. */
public final class AxisFuzzClient implements FuzzClient {
  private final AxisClient engine = new AxisClient();
  private Message options = new Message();

  @Override
  public void open(Message newOptions, Executor executor) {
    options = newOptions;
  }

  @Override
  public void call(Message step, CallRecord record) throws Exception {
    MessageContext context = new MessageContext(engine);
    context.setProperty(MessageContext.TRANS_URL, step.get("url"));
    context.setTimeout(Integer.parseInt(options.get("timeout")));
    context.setUseSOAPAction(true);
    context.setSOAPActionURI("");
    context.setSOAPConstants(SOAPConstants.SOAP12_CONSTANTS);
    context.setProperty("soap12.webmethod", step.get("method"));
    context.setRequestMessage(
        new org.apache.axis.Message(step.get("body", "").getBytes(StandardCharsets.UTF_8)));
    new HTTPSender().invoke(context);
    Object status = context.getProperty(HTTPConstants.MC_HTTP_STATUS_CODE);
    org.apache.axis.Message response = context.getResponseMessage();
    byte[] body = response == null ? new byte[0] : ((SOAPPart) response.getSOAPPart()).getAsBytes();
    record.completed((Integer) status, new String(body, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    // It keeps no connection.
  }
}
