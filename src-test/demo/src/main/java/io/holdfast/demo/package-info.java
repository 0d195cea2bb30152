/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * A reconnecting command-line WebSocket client and the misbehaving push feed it can start.
 *
 * <p>{@code DemoCommand} is the command line, {@code ClientOptions} what it means for the client. {@code Run} connects and
 * waits; {@code Follower} listens and tells a {@code Reporter}, as text or JSON; {@code StdinPump} sends. {@code Feed} is
 * the server of the show. {@code Timeline} records, {@code TimelineSvg} draws.
 */
@NullMarked
package io.holdfast.demo;

import org.jspecify.annotations.NullMarked;
