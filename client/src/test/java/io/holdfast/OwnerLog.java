/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.CloseEvent.Initiator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a connection tells its session. */
final class OwnerLog implements Connection.Owner {
  final List<String> log = new CopyOnWriteArrayList<>();
  volatile boolean wants = true;
  volatile Connection.End end;
  volatile Runnable onPrepared = () -> {};
  volatile Runnable onOpened = () -> {};

  @Override
  public void prepared(Connection from, String hostAndPort) {
    log.add("prepared " + hostAndPort);
    onPrepared.run();
  }

  @Override
  public boolean opened(Connection from, Connection.Opened opened) {
    log.add("opened");
    onOpened.run();
    return wants;
  }

  @Override
  public void closing(Connection from, Connection.End how) {
    log.add("closing");
  }

  @Override
  public void ended(Connection from, Connection.End how) {
    end = how;
    log.add("ended " + how.initiator + (how.initiator == Initiator.LOCAL ? "" : " " + how.code));
  }

  @Override
  public void released(Connection from) {
    log.add("released");
  }

  @Override
  public void pingWritten(Connection from) {
    log.add("pingWritten");
  }
}
