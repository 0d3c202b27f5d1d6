package io.managedidentity.probe;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.modules.LocalModuleLoader;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Calls Apache HttpClient 4.3 or later in class loaders of several kinds: {@code loader} is its
 * name, {@code kind} is {@code parent-first}, {@code parent-last}, {@code felix} or {@code jboss},
 * {@code jars} the folder of the client's jars. {@code gone} drops the loader of that name and says
 * whether it was collected.
 */
public final class LoadersProbe implements ProbeClient {
  private final Map<String, ClassLoader> loaders = new HashMap<>();

  @Override
  public Message call(Message call) throws Exception {
    if (call.has("gone")) {
      return new Message().add("gone", String.valueOf(isGone(call.get("gone"))));
    }
    ClassLoader loader = loaders.get(call.get("loader"));
    if (loader == null) {
      loader = newLoader(call.get("kind"), new File(call.get("jars")));
      loaders.put(call.get("loader"), loader);
    }
    return get(loader, call.get("url"));
  }

  private boolean isGone(String name) throws InterruptedException {
    WeakReference<ClassLoader> loader = new WeakReference<>(loaders.remove(name));
    for (int i = 0; i < 100 && loader.get() != null; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return loader.get() == null;
  }

  /** As a program does that was compiled against the client. */
  private static Message get(ClassLoader loader, String url) throws Exception {
    Class<?> builder = loader.loadClass("org.apache.http.impl.client.HttpClientBuilder");
    Object client = builder.getMethod("build").invoke(builder.getMethod("create").invoke(null));
    Object request =
        loader
            .loadClass("org.apache.http.client.methods.HttpGet")
            .getConstructor(String.class)
            .newInstance(url);
    Object response =
        loader
            .loadClass("org.apache.http.client.HttpClient")
            .getMethod("execute", loader.loadClass("org.apache.http.client.methods.HttpUriRequest"))
            .invoke(client, request);
    Object line =
        loader
            .loadClass("org.apache.http.HttpResponse")
            .getMethod("getStatusLine")
            .invoke(response);
    Object status =
        loader.loadClass("org.apache.http.StatusLine").getMethod("getStatusCode").invoke(line);
    ((Closeable) response).close();
    ((Closeable) client).close();
    return new Message().add("status", String.valueOf(status));
  }

  private static ClassLoader newLoader(String kind, File jars) throws Exception {
    switch (kind) {
      case "felix":
        return felix(jars);
      case "jboss":
        return jboss(jars);
      case "parent-last":
        return new ParentLast(urls(jars));
      default:
        return new URLClassLoader(urls(jars), LoadersProbe.class.getClassLoader());
    }
  }

  private static URL[] urls(File jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (File jar : jars.listFiles()) {
      urls.add(jar.toURI().toURL());
    }
    return urls.toArray(new URL[0]);
  }

  /** As web application servers have it. */
  private static final class ParentLast extends URLClassLoader {
    ParentLast(URL[] urls) {
      super(urls, LoadersProbe.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null && name.startsWith("org.apache.")) {
          try {
            loaded = findClass(name);
          } catch (ClassNotFoundException e) {
            return super.loadClass(name, resolve);
          }
        }
        return loaded == null ? super.loadClass(name, resolve) : loaded;
      }
    }
  }

  /** The client as bundles; its log comes from the framework. */
  private static ClassLoader felix(File bundles) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("org.osgi.framework.storage", Files.createTempDirectory("felix").toString());
    settings.put(
        "org.osgi.framework.system.packages.extra",
        "org.apache.commons.logging;version=1.2,org.osgi.service.cm;version=1.3");
    Framework framework = new org.apache.felix.framework.FrameworkFactory().newFramework(settings);
    framework.start();
    Bundle client = null;
    for (File jar : bundles.listFiles()) {
      Bundle bundle = framework.getBundleContext().installBundle(jar.toURI().toString());
      client = jar.getName().startsWith("httpclient") ? bundle : client;
    }
    client.loadClass(
        "org.apache.http.client.HttpClient"); // resolves it; its activator is not needed
    return client.adapt(BundleWiring.class).getClassLoader();
  }

  private static ClassLoader jboss(File jars) throws Exception {
    Path root = Files.createTempDirectory("modules");
    Path module = Files.createDirectories(root.resolve("apache/client/main"));
    StringBuilder resources = new StringBuilder();
    for (File jar : jars.listFiles()) {
      Files.copy(jar.toPath(), module.resolve(jar.getName()));
      resources.append("<resource-root path=\"").append(jar.getName()).append("\"/>");
    }
    String xml =
        "<module xmlns=\"urn:jboss:module:1.9\" name=\"apache.client\"><resources>"
            + resources
            + "</resources><dependencies><module name=\"java.se\"/></dependencies></module>";
    Files.write(module.resolve("module.xml"), Collections.singletonList(xml));
    return new LocalModuleLoader(new File[] {root.toFile()})
        .loadModule("apache.client")
        .getClassLoader();
  }
}
