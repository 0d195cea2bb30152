/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random streams of a server to three clients that nobody wrote together: the same messages, the same end. What the other
 * two are known to get wrong is in {@link Ending}, input by input. Beyond that they race with themselves: the JDK's onError
 * may overtake the last message, and now and then no end is told at all. So ours is heard once, and whoever disagrees with
 * it is heard again: what it gets wrong every time is a finding.
 *
 * <p>Their answers on the wire are not compared: OkHttp sends no Close frame when it fails, the JDK's is seldom out before
 * it aborts, and both choose which of several pings they answer. Ours are held to the RFC.
 */
class DifferentialTest {
  private static final int BATCH = 90;
  private static final int TRIES = 6;

  private final Map<Decoder, Feed> feeds = new EnumMap<>(Decoder.class);
  private final ExecutorService threads = Executors.newFixedThreadPool(Decoder.values().length);
  private final Map<Decoder, Set<Ending>> stillWrong = new EnumMap<>(Decoder.class);
  /** How often the JDK, once in some ten thousand inputs, has not noticed an end of stream, and not when asked again. */
  private int deaf;

  private final Map<Decoder, Integer> compared = new EnumMap<>(Decoder.class);

  @BeforeEach
  void listen() throws IOException {
    for (Decoder decoder : Decoder.values()) {
      feeds.put(decoder, new Feed(decoder));
      stillWrong.put(decoder, EnumSet.noneOf(Ending.class));
    }
  }

  @AfterEach
  void close() throws IOException {
    threads.shutdownNow();
    for (Feed feed : feeds.values()) {
      feed.close();
    }
  }

  @Test
  @Timeout(300)
  void heardAsOkHttpAndTheJdkHearIt() throws Exception {
    compare(270);
  }

  @Test
  @Tag("long")
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void heardAsOkHttpAndTheJdkHearItAtLength() throws Exception {
    compare(Integer.getInteger("differential.inputs", 50_000));
  }

  private void compare(int inputs) throws Exception {
    for (int from = 0; from < inputs; from += BATCH) {
      compare(from, Math.min(inputs, from + BATCH));
    }
    assertThat(deaf).as("ends that went unnoticed").isLessThan(2 + inputs / 5000);
    for (Decoder peer : EnumSet.of(Decoder.OKHTTP, Decoder.JDK)) {
      assertThat(compared.get(peer))
          .as("inputs that %s is right about", peer)
          .isGreaterThan(inputs / 2);
      for (Ending ending : Ending.values()) {
        assertThat(stillWrong.get(peer).contains(ending))
            .as("%s is wrong about %s", peer, ending)
            .isEqualTo(!ending.isRight(peer));
      }
    }
  }

  /** Each client hears these inputs, one after the other, beside the others. */
  private void compare(int from, int to) throws Exception {
    Map<Decoder, Future<List<Feed.Result>>> heard = new EnumMap<>(Decoder.class);
    for (Decoder decoder : Decoder.values()) {
      heard.put(decoder, threads.submit(() -> hear(decoder, from, to)));
    }
    for (int number = from; number < to; number++) {
      Input input = new Input(number);
      Feed.Result ours = heard.get(Decoder.HOLDFAST).get().get(number - from);
      assertThat(ours.wrongAnswers(input)).as("our answers to %s", input).isEmpty();
      compare(input, ours, Decoder.OKHTTP, heard.get(Decoder.OKHTTP).get().get(number - from));
      compare(input, ours, Decoder.JDK, heard.get(Decoder.JDK).get().get(number - from));
    }
  }

  private List<Feed.Result> hear(Decoder decoder, int from, int to) throws Exception {
    List<Feed.Result> results = new ArrayList<>();
    for (int number = from; number < to; number++) {
      results.add(feeds.get(decoder).run(new Input(number)));
    }
    return results;
  }

  private void compare(Input input, Feed.Result ours, Decoder peer, Feed.Result theirs)
      throws Exception {
    if (!input.ending().isRight(peer)) {
      if (!theirs.isLike(ours)) {
        stillWrong.get(peer).add(input.ending());
      }
      return;
    }
    Feed.Result last = theirs;
    for (int tries = 1; tries < TRIES && !last.isLike(ours); tries++) {
      Feed.Result again = feeds.get(peer).run(input);
      last = again.end().equals(Feed.NO_END) ? last : again;
    }
    boolean alwaysDeaf = peer == Decoder.JDK && input.isCut() && last.end().equals(Feed.NO_END);
    compared.merge(peer, 1, Integer::sum);
    deaf += alwaysDeaf ? 1 : 0;
    // Where the stream has ended, waiting on is wrong by itself.
    String end = alwaysDeaf ? Heard.LOST : last.end();
    assertThat(ours.end()).as("the end of %s, as %s hears it", input, peer).isEqualTo(end);
    assertThat(ours.messages()).as("%s, as %s hears it", input, peer).isEqualTo(last.messages());
  }
}
