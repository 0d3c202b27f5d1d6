package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others may see of a mapping file. */
class MaskedConfigurationTest {
  @Test
  void keepsWhatSomebodyWhoHelpsNeeds() throws IOException {
    JsonNode masked =
        masked(
            """
            { "mode": "inject", "reload": true, "token": { "firstTokenWait": "10s" }, "log.file": "/var/log/agent.log",
              "mappings": [ {
                "name": "orders", "hosts": ["*.contoso.com:8443", "10.0.0.4"], "path": "/v2/**", "methods": ["GET"],
                "resource": "api://orders", "identity": { "clientId": "11111111-2222-3333-4444-555555555555" },
                "removeHeaders": ["x-api-key"], "share": 50, "skip": false } ] }
            """);

    assertEquals(
        "{'mode':'inject','reload':true,'token':{'firstTokenWait':'10s'},'log.file':'/var/log/agent.log',"
            + "'mappings':[{'name':'orders','hosts':['*.contoso.com:8443','10.0.0.4'],'path':'/v2/**','methods':['GET'],"
            + "'resource':'api://orders','identity':{'clientId':'11111111-2222-3333-4444-555555555555'},"
            + "'removeHeaders':['x-api-key'],'share':50,'skip':false}]}",
        masked.toString().replace('"', '\''));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ 'setHeaders': { 'x': 'planted' } }",
        "{ 'setHeaders': { 'x': { 'atLeast': 'planted' } } }",
        "{ 'setHeaders': { 'source': 'planted', 'name': { 'host': 'planted' }, 'path': [ 'planted' ] } }",
        "{ 'path': [ '/hooks/planted-planted-planted', '/a' ] }",
        "{ 'placeholder': 'planted', 'format': 'planted {token}' }",
        "{ 'discover.salt': 'planted', 'discover': { 'salt': 'planted' } }",
        "{ 'password': 'planted', 'other': [ 'planted', { 'deep': 'planted' } ] }",
        "{ 'host': 'user:planted@host.example' }",
        "{ 'path': '/a?sig=planted' }",
        "{ 'resource': 'planted5planted5planted5planted5' }",
        "{ 'planted5planted5planted5planted5': true }",
        "{ 'resource': '${env:X:planted}', 'name': 'a ${env:X:planted}' }",
        "{ /* planted */ 'mode': 'inject' } // planted",
        "{ 'placeholder': 'planted' ",
      })
  void holdsNoValueThatCanBeASecret(String file) {
    String masked = MaskedConfiguration.of(file.replace('\'', '"'));

    assertFalse(masked.contains("planted"), masked);
  }

  @Test
  void saysThatAFileIsNoJson() throws IOException {
    assertEquals(
        "the file is no JSON; the command check says where",
        masked("{ \"mode\": ").path("error").asText());
  }

  @Test
  void namesVariablesAndLengths() throws IOException {
    JsonNode masked =
        masked(
            "{ \"resource\": \"${env:R}\", \"host\": \"${env:H:b.example}\", \"placeholder\": \"12345\", \"a\": 42 }");

    assertEquals(
        List.of("${env:R}", "${env:H:…}", "(5 characters)", "(a number)"),
        List.of(
            masked.path("resource").asText(),
            masked.path("host").asText(),
            masked.path("placeholder").asText(),
            masked.path("a").asText()));
  }

  private static JsonNode masked(String file) throws IOException {
    return new ObjectMapper().readTree(MaskedConfiguration.of(file));
  }
}
