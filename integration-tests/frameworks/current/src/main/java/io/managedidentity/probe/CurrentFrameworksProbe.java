package io.managedidentity.probe;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.ResponseException;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import feign.Feign;
import feign.FeignException;
import feign.RequestLine;
import feign.http2client.Http2Client;
import jakarta.xml.ws.Dispatch;
import jakarta.xml.ws.Service;
import jakarta.xml.ws.WebServiceException;
import jakarta.xml.ws.handler.MessageContext;
import jakarta.xml.ws.soap.SOAPBinding;
import jakarta.xml.ws.spi.ServiceDelegate;
import java.io.StringReader;
import java.net.URI;
import javax.xml.namespace.QName;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import okhttp3.ResponseBody;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.cxf.jaxws.spi.ProviderImpl;
import org.apache.solr.client.solrj.RemoteSolrException;
import org.apache.solr.client.solrj.SolrClient;
import org.apache.solr.client.solrj.SolrRequest;
import org.apache.solr.client.solrj.impl.HttpJdkSolrClient;
import org.apache.solr.client.solrj.jetty.HttpJettySolrClient;
import org.apache.solr.client.solrj.request.GenericSolrRequest;
import org.apache.solr.client.solrj.response.InputStreamResponseParser;
import org.glassfish.jersey.client.JerseyClientBuilder;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.HttpComponentsClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.JettyClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.HttpStatusCodeException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import retrofit2.Call;
import retrofit2.Retrofit;
import retrofit2.http.GET;
import retrofit2.http.Url;

/**
 * One call by each framework, as an application makes it; member {@code framework} names it. The
 * answer is the status that the framework shows.
 */
public final class CurrentFrameworksProbe implements ProbeClient {
  @Override
  public Message call(Message call) throws Exception {
    String url = call.get("url");
    return new Message().add("status", String.valueOf(status(call.get("framework"), url)));
  }

  private static int status(String framework, String url) throws Exception {
    switch (framework) {
      case "RestTemplate":
        return restTemplate(url);
      case "RestClient, URL connection":
        return restClient(new SimpleClientHttpRequestFactory(), url);
      case "RestClient, JDK":
        return restClient(new JdkClientHttpRequestFactory(), url);
      case "RestClient, Apache":
        return restClient(new HttpComponentsClientHttpRequestFactory(), url);
      case "RestClient, Jetty":
        return restClient(new JettyClientHttpRequestFactory(), url);
      case "RestClient, Netty":
        return restClient(new ReactorClientHttpRequestFactory(), url);
      case "WebClient, Netty":
        return webClient(new ReactorClientHttpConnector(), url);
      case "WebClient, JDK":
        return webClient(new JdkClientHttpConnector(), url);
      case "WebClient, Apache":
        return webClient(new HttpComponentsClientHttpConnector(), url);
      case "WebClient, Jetty":
        return webClient(new JettyClientHttpConnector(), url);
      case "Jersey":
        return new JerseyClientBuilder().build().target(url).request().get().getStatus();
      case "CXF":
        return soap(url);
      case "SolrJ, JDK":
        return solr(
            new HttpJdkSolrClient.Builder(url)
                .withResponseParser(new InputStreamResponseParser("json"))
                .build());
      case "SolrJ, Jetty":
        return solr(
            new HttpJettySolrClient.Builder(url)
                .useHttp1_1(true)
                .withResponseParser(new InputStreamResponseParser("json"))
                .build());
      case "Elasticsearch REST":
        return elasticsearch(url);
      case "Camel":
        return camel(url);
      case "Feign, JDK":
        return feign(url);
      case "Retrofit":
        return retrofit(url);
      default:
        throw new IllegalArgumentException(framework);
    }
  }

  private static int restTemplate(String url) {
    try {
      return new RestTemplate().getForEntity(url, String.class).getStatusCode().value();
    } catch (HttpStatusCodeException e) {
      return e.getStatusCode().value();
    }
  }

  private static int restClient(ClientHttpRequestFactory factory, String url) {
    return RestClient.builder()
        .requestFactory(factory)
        .build()
        .get()
        .uri(url)
        .exchange((request, response) -> response.getStatusCode().value());
  }

  private static int webClient(ClientHttpConnector connector, String url) {
    return WebClient.builder()
        .clientConnector(connector)
        .build()
        .get()
        .uri(url)
        .exchangeToMono(response -> Mono.just(response.statusCode().value()))
        .block();
  }

  private static int soap(String url) {
    QName port = new QName("urn:orders", "Orders");
    ServiceDelegate service =
        new ProviderImpl()
            .createServiceDelegate(null, new QName("urn:orders", "OrderService"), Service.class);
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

  private static int solr(SolrClient made) throws Exception {
    try (SolrClient client = made) {
      return (Integer)
          client
              .request(new GenericSolrRequest(SolrRequest.METHOD.GET, "/select"))
              .get("responseStatus");
    } catch (RemoteSolrException e) {
      return e.code();
    }
  }

  private static int elasticsearch(String url) throws Exception {
    URI target = new URI(url);
    try (Rest5Client client =
        Rest5Client.builder(new URI("http://" + target.getAuthority())).build()) {
      return client.performRequest(new Request("GET", target.getPath())).getStatusCode();
    } catch (ResponseException e) {
      return e.getResponse().getStatusCode();
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

  /** What Feign calls. */
  public interface FeignApi {
    @RequestLine("GET /")
    String get(URI url);
  }

  private static int feign(String url) {
    try {
      Feign.builder()
          .client(new Http2Client())
          .target(FeignApi.class, "http://127.0.0.1/")
          .get(URI.create(url));
      return 200;
    } catch (FeignException e) {
      return e.status();
    }
  }

  /** What Retrofit calls. */
  public interface RetrofitApi {
    @GET
    Call<ResponseBody> get(@Url String url);
  }

  private static int retrofit(String url) throws Exception {
    return new Retrofit.Builder()
        .baseUrl("http://127.0.0.1/")
        .build()
        .create(RetrofitApi.class)
        .get(url)
        .execute()
        .code();
  }
}
