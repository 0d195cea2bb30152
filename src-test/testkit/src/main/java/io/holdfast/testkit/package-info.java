/**
 * Tools for tests of code that uses Holdfast: a scriptable server, a fault proxy, virtual time, a recording listener and
 * a JUnit extension.
 *
 * <ul>
 *   <li>{@link io.holdfast.testkit.TestServer} follows a {@link io.holdfast.testkit.TestScript} for each connection, or
 *       a test drives each {@link io.holdfast.testkit.TestConnection} by hand.
 *   <li>{@link io.holdfast.testkit.RecordingListener} records what a socket tells its listener, and checks its order;
 *       {@link io.holdfast.testkit.HoldfastExtension} hands all of these to JUnit tests and cleans up.
 *   <li>{@link io.holdfast.testkit.TestFrames}, {@link io.holdfast.testkit.TestFrameReader} and
 *       {@link io.holdfast.testkit.TestDeflate} make and read any frame, right or wrong.
 *   <li>{@link io.holdfast.testkit.FaultProxy} stands between a client and any server and spoils the connection.
 *   <li>{@link io.holdfast.testkit.VirtualTime} lets hours of reconnecting pass in milliseconds.
 *   <li>{@link io.holdfast.testkit.LeakCheck} tells whether threads or file descriptors stayed behind.
 * </ul>
 *
 * <p>Everything listens on the loopback interface only, uses daemon threads, and is released by {@code close()}.
 */
@NullMarked
package io.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
