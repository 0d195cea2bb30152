/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The two queues between application and connection, without threads: in this package, because nobody else sees them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class QueueBenchmark {
  private static final int MESSAGES = 256;
  private static final int CONNECTION = 1;

  private final byte[] payload = new byte[128];
  private final SendQueue out =
      new SendQueue(Outbox.refuse(), 16 << 20, 65_536, 4 << 20, new SendQueue.Outcomes() {
        @Override
        public void completed(SendCallback callback, SendCallback.Outcome outcome) {}

        @Override
        public void bufferedAmountLow() {}

        @Override
        public int undelivered() {
          return 0;
        }
      });
  private final EventQueue.Source source = new EventQueue.Source() {
    @Override
    public int connectionNumber() {
      return CONNECTION;
    }

    @Override
    public boolean isCut() {
      return false;
    }
  };
  private final ReaderPause pause = new ReaderPause() {
    @Override
    public void begin() {}

    @Override
    public void end() {}
  };
  private EventQueue in = events(message -> {});

  private static EventQueue events(EventQueue.MessageSink sink) {
    return new EventQueue(Runnable::run, true, sink, 1 << 20, 1024, false);
  }

  /** Opens both. */
  @Setup(Level.Trial)
  public void open(Blackhole blackhole) {
    out.open(CONNECTION);
    out.ungate(CONNECTION);
    in = events(blackhole::consume);
    in.addOpen(source, new EventQueue.Event(CONNECTION) {
      @Override
      void deliver() {}
    });
    in.signalFromReader();
  }

  /** Offered one by one, taken and settled as the writer does it; per message. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void send() {
    for (int i = 0; i < MESSAGES; i++) {
      out.offer(new Outgoing(true, payload, true, null, SendQueue.NEVER), 0);
    }
    for (SendQueue.Batch batch = out.take(CONNECTION, 64 * 1024, 0);
        batch != null;
        batch = out.take(CONNECTION, 64 * 1024, 0)) {
      int n = batch.messages.size();
      out.written(batch, (long) n * payload.length, n);
    }
  }

  /** One batch handed over and delivered on the same thread; per message. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void deliver() {
    MessageBatch batch = in.newBatch(source, pause);
    for (int i = 0; i < MESSAGES; i++) {
      batch.add(payload, payload.length);
    }
    in.add(batch);
    in.deliverFromReader(pause);
  }

  /** A message that comes alone, as an echo does. */
  @Benchmark
  public void deliverOne() {
    MessageBatch batch = in.newBatch(source, pause);
    batch.add(payload, payload.length);
    in.add(batch);
    in.deliverFromReader(pause);
  }
}
