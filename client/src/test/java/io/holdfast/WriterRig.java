/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.protocol.FrameWriter;
import io.holdfast.internal.protocol.MessageDeflater;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A writer over a tape, with the send queue of an open session in virtual time; the test is its host. */
final class WriterRig implements Writer.Host {
  final Rig rig;
  final Tape tape = new Tape();
  final MessageDeflater deflater;
  final Writer writer;

  /** What the host was told, without the begin and the size of writes. */
  final List<String> told = new ArrayList<>();

  final List<IOException> failures = new ArrayList<>();
  long wireBytes;
  int writesBegun;
  int messages;
  long payloadBytes;

  WriterRig() {
    this(null, builder -> builder);
  }

  WriterRig(MessageDeflater deflater, Rig.Setup setup) {
    this.rig = new Rig(setup);
    this.deflater = deflater;
    AttemptPlan plan = rig.open().plan;
    this.writer =
        new Writer(tape, rig.parts, plan.connectionNumber, plan.url.host(), deflater, this);
  }

  /** What a send() of a session without direct callbacks does. */
  void wake() {
    writer.wake();
  }

  void close(int code) {
    writer.close(FrameWriter.closePayload(code, ""));
  }

  @Override
  public void writeBegan() {
    writesBegun++;
  }

  @Override
  public void wrote(int bytes) {
    wireBytes += bytes;
  }

  @Override
  public void pingWritten() {
    told.add("ping written");
  }

  @Override
  public void closeWritten() {
    told.add("close written");
  }

  @Override
  public void messagesWritten(int count, long bytes) {
    messages += count;
    payloadBytes += bytes;
    rig.parts.events.signal();
  }

  @Override
  public void frame(int opcode, int bytes) {
    told.add("frame " + opcode + " of " + bytes);
  }

  @Override
  public void compressed(int before, int after) {
    told.add("compressed " + before);
  }

  @Override
  public void writeFailed(IOException e) {
    failures.add(e);
  }
}
