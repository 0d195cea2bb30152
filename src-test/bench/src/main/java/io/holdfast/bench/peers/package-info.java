/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The libraries that are compared, each as an informed user would run it.
 *
 * <p>For all: TCP_NODELAY (nv's over TLS once it is open), no limits that the largest message would meet, no
 * permessage-deflate unless it is measured (then each with its own default parameters and level), the JDK's TLS, no logging,
 * the same heap and collector. What is received is taken as the String or byte[] that applications get; answers of an echo
 * are sent from the callback. Nobody is allowed an unbounded queue: a sender waits, and this is how he knows that he has to:
 *
 * <table>
 *   <caption>What differs</caption>
 *   <tr><td>holdfast</td><td>default options; refused sends wait for onBufferedAmountLow</td></tr>
 *   <tr><td>holdfast-direct</td><td>directCallbacks, inlineWrites</td></tr>
 *   <tr><td>holdfast-virtual</td><td>default options, virtual threads for I/O and callbacks</td></tr>
 *   <tr><td>holdfast-rx</td><td>unbounded demand; rows are sent with sendAll, single messages with send</td></tr>
 *   <tr><td>raw-socket</td><td>no protocol: the limit</td></tr>
 *   <tr><td>okhttp</td><td>queueSize() at most 4 MiB (at 16 MiB it closes); no limit of running calls</td></tr>
 *   <tr><td>nv</td><td>its own frame queue of 1024, which blocks; autoflush</td></tr>
 *   <tr><td>java-websocket</td><td>at most 1024 frames in its outQueue</td></tr>
 *   <tr><td>jdk</td><td>one send at a time, as it demands; no permessage-deflate</td></tr>
 *   <tr><td>netty-epoll, netty-nio</td><td>one event loop, void promises, writability, flush consolidation (256, also
 *     outside of reads)</td></tr>
 *   <tr><td>netty-plain</td><td>netty-epoll without flush consolidation</td></tr>
 *   <tr><td>vertx</td><td>native epoll, one event loop, writeQueueFull()</td></tr>
 *   <tr><td>reactor-netty</td><td>native epoll, one event loop; rows are sent as a Flux, single messages through the channel
 *     and its writability</td></tr>
 *   <tr><td>jetty</td><td>automatic demand; callbacks free 1024 places, or 4 MiB</td></tr>
 *   <tr><td>tyrus</td><td>Grizzly, one shared container; asynchronous sends, whose results free 1024 places, or 4 MiB</td></tr>
 * </table>
 */
@NullMarked
package io.holdfast.bench.peers;

import org.jspecify.annotations.NullMarked;
