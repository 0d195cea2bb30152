/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.faults;

import io.holdfast.suite.Tools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A network of its own behind a pair of virtual interfaces, to put a server into and to break. Linux only, as root. */
final class NetworkNamespace implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String ip;
  private final String name = "hf" + ProcessHandle.current().pid() + "n" + COUNT.incrementAndGet();
  private final String inside = name + "i";
  private final String near;
  private final String far;

  private NetworkNamespace(String ip) {
    this.ip = ip;
    // A block for tests between networks (RFC 2544); processes side by side take different parts.
    String block = "198.18." + ProcessHandle.current().pid() % 256;
    near = block + ".1";
    far = block + ".2";
  }

  /** Makes one, or skips the calling test with the reason. */
  static NetworkNamespace create() throws Exception {
    NetworkNamespace namespace = new NetworkNamespace(Tools.require("ip", "iproute2"));
    Tools.skipUnless(
        Tools.succeeds(namespace.ip, "netns", "add", namespace.name),
        "network namespaces need root on Linux");
    try {
      namespace.connect();
      return namespace;
    } catch (IOException e) {
      namespace.close();
      throw e;
    }
  }

  private void connect() throws Exception {
    run("link", "add", name, "type", "veth", "peer", "name", inside);
    run("link", "set", inside, "netns", name);
    run("addr", "add", near + "/30", "dev", name);
    run("link", "set", name, "up");
    run("-n", name, "addr", "add", far + "/30", "dev", inside);
    run("-n", name, "link", "set", inside, "up");
  }

  /** What to put before a command so that it runs in here. */
  List<String> prefix() {
    return List.of(ip, "netns", "exec", name);
  }

  /** The address of what runs in here. */
  String address() {
    return far;
  }

  /** What comes in here still does, but nothing gets out any more. */
  void swallowAnswers() throws Exception {
    run("-n", name, "route", "add", "blackhole", near + "/32");
  }

  void letAnswersOut() throws Exception {
    run("-n", name, "route", "del", "blackhole", near + "/32");
  }

  /** Pulls the cable. */
  void unplug() throws Exception {
    run("-n", name, "link", "set", inside, "down");
  }

  void plugIn() throws Exception {
    run("-n", name, "link", "set", inside, "up");
  }

  private void run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(ip));
    command.addAll(List.of(arguments));
    if (!Tools.succeeds(command.toArray(new String[0]))) {
      throw new IOException("failed: " + command);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      // The namespace goes when the kernel finds the time; its interface must not be seen
      // meanwhile.
      Tools.succeeds(ip, "link", "del", name);
      run("netns", "del", name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
