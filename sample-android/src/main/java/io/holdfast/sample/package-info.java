/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * An Android app that stays connected with Holdfast. Plain framework, API 21 to 34.
 *
 * <ul>
 *   <li>{@code SampleApp} makes what the process shares: one {@code AndroidNetworkMonitor}, one {@code Feed}.
 *   <li>{@code Feed} owns the socket and what the screens show of it. It belongs to no screen, so that rotation does
 *       not touch the connection; it is open while a screen or the service holds it. All of it runs on the main thread,
 *       the socket's callbacks too.
 *   <li>{@code FeedService} holds the feed while no screen does, with a notification.
 *   <li>{@code FeedActivity} and {@code TimelineView} show the feed, {@code RxActivity} one of its own through
 *       {@code client-rx}, {@code SettingsActivity} takes the URL.
 * </ul>
 *
 * <p><b>Doze.</b> A device at rest suspends the network of most apps, from API 29 on with word of it
 * ({@code onBlockedStatusChanged}): the SDK then rests instead of dialling in vain, and dials the moment it is unblocked.
 * The CPU sleeps too, and with it every timer of the heartbeat; when it wakes, the SDK sees wall clock and monotonic
 * clock apart and asks the peer at once. For devices that do not report the block, {@code Feed} does the same when Doze
 * ends. What must arrive during Doze needs a push service; a socket cannot do it.
 *
 * <p><b>Process death.</b> The socket dies with its process, and what was queued with it. What must come back is in
 * {@code Settings}: the URL, and whether to stay connected. The service is sticky: the system restarts it without an
 * intent, and it connects anew from there. Connection number 1 of the new process tells the feed to fetch what it missed.
 */
@NullMarked
package io.holdfast.sample;

import org.jspecify.annotations.NullMarked;
