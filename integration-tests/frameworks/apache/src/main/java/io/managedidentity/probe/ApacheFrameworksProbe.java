package io.managedidentity.probe;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.apache.v2.ApacheHttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import java.io.StringReader;
import java.net.URI;
import javax.xml.namespace.QName;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import javax.xml.ws.Dispatch;
import javax.xml.ws.Service;
import javax.xml.ws.WebServiceException;
import javax.xml.ws.handler.MessageContext;
import javax.xml.ws.soap.SOAPBinding;
import javax.xml.ws.spi.Provider;
import javax.xml.ws.spi.ServiceDelegate;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.http.HttpHost;
import org.apache.solr.client.solrj.SolrRequest;
import org.apache.solr.client.solrj.impl.BaseHttpSolrClient;
import org.apache.solr.client.solrj.impl.HttpSolrClient;
import org.apache.solr.client.solrj.impl.NoOpResponseParser;
import org.apache.solr.client.solrj.request.GenericSolrRequest;
import org.apache.solr.common.params.ModifiableSolrParams;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;
import org.glassfish.jersey.apache.connector.ApacheConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.JerseyClientBuilder;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.HttpStatusCodeException;
import org.springframework.web.client.RestTemplate;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * One call by each framework, as an application makes it; member {@code framework} names it. The
 * answer is the status that the framework shows.
 */
public final class ApacheFrameworksProbe implements ProbeClient {
  @Override
  public Message call(Message call) throws Exception {
    String url = call.get("url");
    return new Message().add("status", String.valueOf(status(call.get("framework"), url)));
  }

  private static int status(String framework, String url) throws Exception {
    switch (framework) {
      case "RestTemplate":
        return restTemplate(new SimpleClientHttpRequestFactory(), url);
      case "RestTemplate, Apache":
        return restTemplate(new HttpComponentsClientHttpRequestFactory(), url);
      case "Jersey":
        return jersey(new ClientConfig(), url);
      case "Jersey, Apache":
        return jersey(new ClientConfig().connectorProvider(new ApacheConnectorProvider()), url);
      case "JAX-WS RI":
        return soap(new com.sun.xml.ws.spi.ProviderImpl(), url);
      case "CXF":
        return soap(new org.apache.cxf.jaxws.spi.ProviderImpl(), url);
      case "SolrJ":
        return solr(url);
      case "Elasticsearch REST":
        return elasticsearch(url);
      case "Camel":
        return camel(url);
      case "google-http-client":
        return google(new NetHttpTransport(), url);
      case "google-http-client, Apache":
        return google(new ApacheHttpTransport(), url);
      case "AWS":
        return aws(UrlConnectionHttpClient.create(), url);
      case "AWS, Apache":
        return aws(ApacheHttpClient.create(), url);
      default:
        throw new IllegalArgumentException(framework);
    }
  }

  private static int restTemplate(ClientHttpRequestFactory factory, String url) {
    try {
      return new RestTemplate(factory).getForEntity(url, String.class).getStatusCodeValue();
    } catch (HttpStatusCodeException e) {
      return e.getRawStatusCode();
    }
  }

  private static int jersey(ClientConfig config, String url) {
    return new JerseyClientBuilder()
        .withConfig(config)
        .build()
        .target(url)
        .request()
        .get()
        .getStatus();
  }

  /** Both implementations are there, so the one is named. */
  private static int soap(Provider provider, String url) {
    QName port = new QName("urn:orders", "Orders");
    ServiceDelegate service =
        provider.createServiceDelegate(
            null, new QName("urn:orders", "OrderService"), Service.class);
    service.addPort(port, SOAPBinding.SOAP11HTTP_BINDING, url);
    Dispatch<Source> dispatch = service.createDispatch(port, Source.class, Service.Mode.PAYLOAD);
    try {
      dispatch.invoke(new StreamSource(new StringReader("<list xmlns=\"urn:orders\"/>")));
    } catch (WebServiceException e) {
      if (!(e + " " + e.getCause()).contains("401")) {
        throw e;
      }
      return 401;
    }
    return (Integer) dispatch.getResponseContext().get(MessageContext.HTTP_RESPONSE_CODE);
  }

  private static int solr(String url) throws Exception {
    try (HttpSolrClient client = new HttpSolrClient.Builder(url).build()) {
      client.setParser(new NoOpResponseParser("json"));
      client.request(
          new GenericSolrRequest(SolrRequest.METHOD.GET, "/select", new ModifiableSolrParams()));
      return 200;
    } catch (BaseHttpSolrClient.RemoteSolrException e) {
      return e.code();
    }
  }

  private static int elasticsearch(String url) throws Exception {
    URI target = new URI(url);
    try (RestClient client =
        RestClient.builder(new HttpHost(target.getHost(), target.getPort())).build()) {
      return client
          .performRequest(new Request("GET", target.getPath()))
          .getStatusLine()
          .getStatusCode();
    } catch (ResponseException e) {
      return e.getResponse().getStatusLine().getStatusCode();
    }
  }

  private static int camel(String url) throws Exception {
    try (CamelContext context = new DefaultCamelContext()) {
      context.start();
      Exchange answer =
          context
              .createProducerTemplate()
              .request(url + "?throwExceptionOnFailure=false", exchange -> {});
      return answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    }
  }

  private static int google(HttpTransport transport, String url) throws Exception {
    return transport
        .createRequestFactory()
        .buildGetRequest(new GenericUrl(url))
        .setThrowExceptionOnExecuteError(false)
        .execute()
        .getStatusCode();
  }

  private static int aws(SdkHttpClient http, String url) {
    try (StsClient client =
        StsClient.builder()
            .httpClient(http)
            .endpointOverride(URI.create(url))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "none")))
            .build()) {
      return client.getCallerIdentity().sdkHttpResponse().statusCode();
    } catch (StsException e) {
      return e.statusCode();
    }
  }
}
