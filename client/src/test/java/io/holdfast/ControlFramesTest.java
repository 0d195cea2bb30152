/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ControlFramesTest {
  private final WriterRig rig = new WriterRig();
  private final FrameBuffer frames = new FrameBuffer(rig.tape, rig);
  private final ControlFrames controls = new ControlFrames();

  /** Protocol: frames accepted before an error are answered before its Close goes out, however close they come. */
  @Test
  void aPongThatComesWhileTheWriterLooksForACloseGoesBeforeIt() {
    frames.open();
    controls.pong(new byte[] {1});
    controls.takeTo(frames);
    controls.pong(new byte[] {2});
    controls.close(new byte[] {3, (byte) 0xea});
    assertThat(controls.takeCloseTo(frames)).as("while a pong waits").isFalse();
    controls.takeTo(frames);
    assertThat(controls.takeCloseTo(frames)).isTrue();
    frames.close();
  }
}
