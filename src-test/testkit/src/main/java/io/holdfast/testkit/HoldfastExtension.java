/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit Jupiter extension (5 and later) that gives test and {@code @BeforeEach} methods what they ask for as
 * parameters, and cleans up after each test:
 *
 * <pre>{@code
 * @ExtendWith(HoldfastExtension.class)
 * class FeedTest {
 *   @Test
 *   void greets(TestServer server, RecordingListener listener) throws Exception {
 *     server.script().sendText("hello");
 *     listener.connect(WebSocketOptions.builder(server.url()).build());
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <ul>
 *   <li>{@link TestServer}: one for each test, plain.
 *   <li>{@link FaultProxy}: one for each test, to that server.
 *   <li>{@link RecordingListener}: a new one for each parameter.
 *   <li>{@link VirtualTime}: one for each test.
 *   <li>{@link LeakCheck}: one for each test, begun when it is asked for.
 * </ul>
 *
 * <p>After the test, in this order: each listener must have no unread event and no broken rule; sockets that still live
 * are cancelled; no task in virtual time may have thrown; the proxy and the server are closed, the latter failing the test if a script was not followed; nothing
 * may have leaked if a LeakCheck was asked for. JUnit is an optional dependency of this artifact.
 */
public final class HoldfastExtension implements ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(HoldfastExtension.class);

  /** What one test was given. */
  private static final class Given {
    @Nullable
    LeakCheck leaks;

    @Nullable
    TestServer server;

    @Nullable
    FaultProxy proxy;

    @Nullable
    VirtualTime time;

    final List<RecordingListener> listeners = new ArrayList<>();

    TestServer server() throws IOException {
      TestServer started = server == null ? TestServer.start() : server;
      server = started;
      return started;
    }

    @Nullable
    Object give(Class<?> type) throws IOException {
      if (type == TestServer.class) {
        return server();
      }
      if (type == FaultProxy.class) {
        proxy = proxy == null ? FaultProxy.to(server()) : proxy;
        return proxy;
      }
      if (type == RecordingListener.class) {
        RecordingListener listener = new RecordingListener();
        listeners.add(listener);
        return listener;
      }
      if (type == VirtualTime.class) {
        time = time == null ? new VirtualTime() : time;
        return time;
      }
      if (type == LeakCheck.class) {
        leaks = leaks == null ? LeakCheck.begin() : leaks;
        return leaks;
      }
      return null;
    }
  }

  /** A step of the clean-up. */
  private interface Step {
    void run() throws Exception;
  }

  /** Called by JUnit. */
  public HoldfastExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    boolean ours = type == TestServer.class
        || type == FaultProxy.class
        || type == RecordingListener.class
        || type == VirtualTime.class
        || type == LeakCheck.class;
    return ours && context.getTestMethod().isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    Given given = store.get(Given.class, Given.class);
    if (given == null) {
      given = new Given();
      store.put(Given.class, given);
    }
    try {
      Object thing = given.give(parameter.getParameter().getType());
      if (thing == null) {
        throw new ParameterResolutionException("not ours: " + parameter.getParameter());
      }
      return thing;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    Given given = context.getStore(NAMESPACE).get(Given.class, Given.class);
    if (given == null) {
      return;
    }
    List<Step> steps = new ArrayList<>();
    for (RecordingListener listener : given.listeners) {
      steps.add(listener::close);
      steps.add(listener::cancelSocket);
      steps.add(listener::assertRulesKept);
    }
    if (given.proxy != null) {
      steps.add(given.proxy::close);
    }
    if (given.server != null) {
      steps.add(given.server::close);
    }
    VirtualTime time = given.time;
    if (time != null && !time.failures().isEmpty()) {
      steps.add(() -> {
        throw new AssertionError("tasks in virtual time threw " + time.failures());
      });
    }
    if (given.leaks != null) {
      steps.add(given.leaks::assertNone);
    }
    runAll(steps);
  }

  /** Runs all, whatever fails, and throws the first failure with the others in it. */
  private static void runAll(List<Step> steps) throws Exception {
    Throwable first = null;
    for (Step step : steps) {
      try {
        step.run();
      } catch (Exception | AssertionError e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first instanceof Error) {
      throw (Error) first;
    }
    if (first != null) {
      throw (Exception) first;
    }
  }
}
