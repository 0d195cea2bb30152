/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * A WebSocket client (RFC 6455, RFC 7692) that stays connected. This page is the map of the house:
 * what is where, who runs what, and what is promised.
 *
 * <p>Applications need three types: {@link io.holdfast.WebSocketOptions}, immutable and reusable;
 * {@link io.holdfast.WebSocketClient}, one live handle that begins in CONNECTING and ends in CLOSED
 * for ever; and its listener, which hears the four events of the W3C API. Everything else here
 * refines one of them.
 *
 * <h2>The rooms</h2>
 *
 * <p>Dependencies run one way: API ← engine → protocol, and engine → adapter.
 *
 * <ul>
 *   <li><b>API</b>: the public types of this package. Values such as {@code Backoff} and
 *       {@code Heartbeat} are immutable, policies such as {@code RetryPredicate} are pure; none of
 *       them has a thread, a lock or a clock.
 *   <li><b>Engine</b>: the package-private types of this package.
 *       <ul>
 *         <li>{@code Session} is the state machine: one lock, one table of transitions, effects in
 *             order. It owns the rest.
 *         <li>{@code Connection} is one physical connection in straight-line blocking code: dial,
 *             handshake, read until the end, report that end once.
 *         <li>{@code SendQueue} is the bounded queue of accepted messages; it outlives connections.
 *             {@code Writer} turns it into few, large writes.
 *         <li>{@code EventQueue} hands events to the listener one at a time and knows demand and
 *             watermarks.
 *         <li>{@code Pulse} sends pings and matches pongs to them; {@code HeartbeatMonitor}, of which
 *             it asks that, computes from times alone when to ask and when to give up.
 *         <li>{@code ConnectGate} bounds concurrent handshakes per host, {@code Timers} holds clock
 *             and scheduling.
 *       </ul>
 *   <li><b>Protocol</b>, {@code io.holdfast.internal.protocol}: frames, masking, UTF-8, close
 *       codes, compression and the rules of the handshake. Bytes in, events out, and back; no
 *       threads, no clock, no sockets, so that every rule can be tested byte by byte.
 *   <li><b>Adapter</b>, {@code io.holdfast.internal.okhttp}: the only code that touches OkHttp's
 *       calls and sockets. OkHttp does DNS, proxies, TLS, cookies, authentication and the HTTP of
 *       the handshake; then the socket is ours.
 * </ul>
 *
 * <h2>The ways</h2>
 *
 * <ul>
 *   <li><b>In</b>: socket, read buffer, frame reader (header, limits, UTF-8, decompression), event
 *       queue, listener. The reader runs no callbacks, unless they are direct, and does not write:
 *       answers it owes, a pong or a Close frame, are obligations of the writer. The only
 *       application code it asks are matcher, retry predicate and reconnect policy.
 *   <li><b>Out</b>: {@code send} encodes on the caller's thread and without a lock, then queues.
 *       The writer drains a bounded batch into one buffer, masks it in place, writes it at once,
 *       and has each batch in the kernel with one write. Control frames go ahead of data. A message
 *       from a source is read one piece ahead on a thread of its own, so that the writer never
 *       waits for it.
 *   <li><b>End</b>: a connection ends once. Whoever sees the fault first (writer, heartbeat, a
 *       deadline, {@code cancel()}) records the cause by compare-and-set and cancels the socket;
 *       the reader wakes and reports. A thread that cannot be woken, in DNS or in an interceptor,
 *       is abandoned and the session ends the attempt itself: its late result is closed, never
 *       used.
 * </ul>
 *
 * <h2>The states</h2>
 *
 * <p>The session has six states; users see four, for WAITING (for the next attempt) and ENDING (the
 * peer's Close frame was answered, the connection will be replaced, TCP is about to end) show as
 * CONNECTING. In the table "–" is legal and does nothing; "✗" would be a bug and is asserted.
 *
 * <table>
 *   <caption>What each event does in each state</caption>
 *   <thead>
 *     <tr><th>Event</th><th>CONNECTING</th><th>OPEN</th><th>ENDING</th><th>WAITING</th>
 *         <th>CLOSING</th><th>CLOSED</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr><td>opened</td><td>OPEN</td><td>✗ (rotation: swap)</td><td>✗</td><td>✗</td><td>✗</td>
 *         <td>close it</td></tr>
 *     <tr><td>peer's Close frame</td><td>✗</td><td>ENDING or CLOSING</td><td>–</td><td>✗</td>
 *         <td>end</td><td>–</td></tr>
 *     <tr><td>ended, to be retried</td><td>WAITING</td><td>WAITING</td><td>WAITING</td><td>✗</td>
 *         <td>CLOSED</td><td>–</td></tr>
 *     <tr><td>ended for good</td><td>CLOSED</td><td>CLOSED</td><td>CLOSED</td><td>✗</td>
 *         <td>CLOSED</td><td>–</td></tr>
 *     <tr><td>timer</td><td>deadline: end it</td><td>heartbeat, rotation</td><td>deadline: cut</td>
 *         <td>CONNECTING</td><td>deadline: cut</td><td>–</td></tr>
 *     <tr><td>reconnectNow()</td><td>–</td><td>probe</td><td>–</td>
 *         <td>CONNECTING, unless offline</td><td>–</td><td>–</td></tr>
 *     <tr><td>networkChanged()</td><td>dial again, same attempt</td><td>probe</td><td>–</td>
 *         <td>CONNECTING</td><td>–</td><td>–</td></tr>
 *     <tr><td>network lost</td><td>WAITING</td><td>probe</td><td>–</td><td>hold</td><td>–</td>
 *         <td>–</td></tr>
 *     <tr><td>network available</td><td>–</td><td>–</td><td>–</td><td>CONNECTING</td><td>–</td>
 *         <td>–</td></tr>
 *     <tr><td>close()</td><td>CLOSED, cancel the dial</td>
 *         <td>CLOSING: drain, Close frame, deadline</td><td>CLOSING</td><td>CLOSED</td><td>–</td>
 *         <td>–</td></tr>
 *     <tr><td>cancel()</td><td>CLOSED</td><td>CLOSED, cut</td><td>CLOSED, cut</td><td>CLOSED</td>
 *         <td>CLOSED, cut</td><td>–</td></tr>
 *   </tbody>
 * </table>
 *
 * <p>There are no epoch counters: a connection belongs to its session as its current one or, while
 * a rotation hands over, as the draining one. What comes late from any other is dropped.
 *
 * <h2>The threads</h2>
 *
 * <ul>
 *   <li>An open connection has one thread, its reader; an attempt has one, the dialler, which
 *       becomes the reader. Of virtual threads another one reads, so that none keeps the deep stack
 *       of a dial on the heap.
 *   <li>A writer runs only while there is something to write. Callbacks run in batches on the
 *       callback executor.
 *   <li>One daemon thread, shared by all clients, keeps time. Waiting, for the next attempt or at
 *       the gate, takes no thread.
 *   <li>The session's lock covers fields only: never I/O, encoding, user code or a callback. It is
 *       a ReentrantLock, as nothing that can park may pin a virtual thread.
 * </ul>
 *
 * <h2>The guarantees</h2>
 *
 * <ul>
 *   <li>Per attempt: {@code onOpen? onMessage* onError? onClose}. Events of one client never
 *       overlap, come in the order in which the states changed, and run under no lock. Exactly one
 *       {@code onClose} has {@code willReconnect() == false}: the last.
 *   <li>Every method of the client may be called from every callback and every thread.
 *   <li>{@code send} never blocks and never throws for a state, unless inline writes were chosen.
 *       Each send is written at most once; a {@link io.holdfast.SendCallback} says what became of
 *       it, exactly once.
 *   <li>Memory is bounded both ways: what cannot be delivered is not read, what cannot be queued is
 *       refused.
 *   <li>After {@code close()} returned, nothing dials again.
 *   <li>No query string, user-info, header value, payload or close reason appears in a log, an
 *       exception's message or a {@code toString()}; only what a server sent in the headers of the
 *       handshake that explains a failure, cut and escaped.
 * </ul>
 *
 * <h2>Departures</h2>
 *
 * <ul>
 *   <li>RFC 6455, 4.1 asks for one handshake at a time per host. {@link io.holdfast.ConnectGate}
 *       allows 8 unless told otherwise, because a thousand clients of one process would otherwise
 *       come back one by one.
 *   <li>{@code WebSocketOptions.Builder} inherits two thirds of its methods from package-private
 *       classes. It is one builder, in three files by topic so that none is too long to read.
 * </ul>
 */
@NullMarked
package io.holdfast;

import org.jspecify.annotations.NullMarked;
