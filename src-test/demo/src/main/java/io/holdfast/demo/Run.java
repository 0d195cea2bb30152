/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Follows one server, or the embedded feed, until it is over; then sums up. */
final class Run implements Feed.Watcher {
  private static final long LOOK_MILLIS = 50;
  /** A probe a second, at the pace of the show. */
  private static final int LOOKS_PER_PROBE = 20;

  private final DemoCommand command;
  private final Surroundings around;
  private final boolean isShow;
  private final ErrorLines errorLines;
  private final Reporter reporter;
  private final Timeline timeline = new Timeline(System::nanoTime);
  private final @Nullable Sequence sequence;
  private final Follower follower;
  private final long startedAt = System.nanoTime();
  private volatile boolean stopped;
  private volatile @Nullable WebSocketClient socket;
  private volatile @Nullable StdinPump pump;
  private volatile @Nullable Feed feed;

  Run(DemoCommand command, Surroundings around) {
    this.command = command;
    this.around = around;
    isShow = command.url == null;
    boolean showsMessages = !isShow || command.isVerbose() || !around.outIsTerminal;
    boolean outMoves = around.outIsTerminal && (showsMessages || command.output.json);
    errorLines = new ErrorLines(around.err, around.errIsTerminal && !outMoves);
    reporter = command.output.json
        ? new JsonReporter(around)
        : new TextReporter(around, errorLines, showsMessages, command.isVerbose());
    sequence = isShow ? new Sequence() : null;
    long maxMessages = command.until.messages == null ? Long.MAX_VALUE : command.until.messages;
    follower = new Follower(reporter, timeline, !isShow, maxMessages, sequence, this::onNews);
  }

  private void onNews() {
    StdinPump lines = pump;
    if (lines != null) {
      lines.wake();
    }
    Feed curtain = feed;
    if (curtain != null) {
      curtain.clientWasRefused();
    }
  }

  /** Returns the exit code. */
  int execute() throws IOException, InterruptedException {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
      Thread thread = new Thread(task, "holdfast-demo timer");
      thread.setDaemon(true);
      return thread;
    });
    try {
      String url = command.url;
      if (url != null) {
        return follow(url, timer);
      }
      try (Feed show = new Feed(command.pace, timer, this)) {
        onFault(
            "refused", "does not listen yet; it breaks in every way it knows, for half a minute");
        feed = show;
        return follow(show.url(), timer);
      }
    } finally {
      timer.shutdownNow();
    }
  }

  private int follow(String url, ScheduledExecutorService timer)
      throws IOException, InterruptedException {
    WebSocketOptions options = ClientOptions.of(command, url, isShow);
    WebSocketClient open = command.rx
        ? RxFollowing.begin(options, follower)
        : WebSocketClient.connect(options, follower);
    socket = open;
    if (stopped) { // just before
      stop();
    }
    if (!isShow) {
      StdinPump lines = new StdinPump(around.in, open, reporter);
      pump = lines;
      lines.start();
    }
    List<Future<?>> watches = watch(open, timer);
    follower.awaitOver();
    errorLines.endProgress();
    for (Future<?> watch : watches) {
      watch.cancel(false);
    }
    StdinPump lines = pump;
    if (lines != null) {
      lines.end();
    }
    return finish(open);
  }

  private List<Future<?>> watch(WebSocketClient open, ScheduledExecutorService timer) {
    List<Future<?>> watches = new ArrayList<>();
    Duration limit = command.until.limit;
    if (limit != null) {
      watches.add(timer.schedule(this::stop, limit.toNanos(), TimeUnit.NANOSECONDS));
    }
    boolean pings = command.heartbeat.ping == null || !command.heartbeat.ping.isZero();
    int looksPerProbe = isShow && pings ? LOOKS_PER_PROBE : 0;
    long look = isShow ? command.paced(LOOK_MILLIS) : LOOK_MILLIS;
    RoundTrips roundTrips = new RoundTrips(open, timeline, looksPerProbe);
    watches.add(timer.scheduleWithFixedDelay(roundTrips, look, look, TimeUnit.MILLISECONDS));
    long second = isShow ? command.paced(1000) : 1000;
    watches.add(
        timer.scheduleWithFixedDelay(progress(open), second, second, TimeUnit.MILLISECONDS));
    return watches;
  }

  private Progress progress(WebSocketClient open) {
    Duration limit = command.until.limit;
    String ofTime = "";
    if (limit != null) {
      ofTime = " of " + Times.clock(limit.toNanos());
    } else if (isShow) {
      long about = TimeUnit.MILLISECONDS.toNanos(command.paced(Feed.ABOUT_MILLIS));
      ofTime = " of about " + Times.clock(about);
    }
    Long messages = command.until.messages;
    return new Progress(open, errorLines, ofTime, messages == null ? "" : " of " + messages);
  }

  /** Sums up; returns the exit code. */
  private int finish(WebSocketClient closed) throws IOException {
    Summary summary = Summary.of(
        closed.statistics(),
        follower.messages(),
        follower.firstOpenNanos(),
        follower.downNanos(),
        System.nanoTime() - startedAt,
        sequence);
    if (isShow || command.isVerbose()) {
      reporter.summary(summary);
    }
    Path picture = command.output.timeline;
    if (picture != null) {
      String svg = TimelineSvg.draw(timeline.recording(), title(), summary.sentence());
      Files.write(picture, svg.getBytes(StandardCharsets.UTF_8));
    }
    return follower.exitCode(command.retry.reconnectOn1000);
  }

  /** Without the query, which may hold a token. */
  private String title() {
    String url = command.url;
    return url == null
        ? "Holdfast follows a feed that misbehaves on purpose"
        : "Holdfast follows " + url.replaceFirst("[?].*", "");
  }

  /** Closes with 1000; {@link #execute} then returns. Any thread. */
  void stop() {
    stopped = true;
    WebSocketClient open = socket;
    if (open != null) {
      follower.stop(open);
    }
  }

  // ---- the embedded feed

  @Override
  public void onFault(String label, String what) {
    reporter.fault(what);
    timeline.fault(label);
  }

  @Override
  public void onShown() {
    stop();
  }
}
