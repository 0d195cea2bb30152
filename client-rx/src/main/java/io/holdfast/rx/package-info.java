/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * RxJava 3 streams over the public API of Holdfast. {@link io.holdfast.rx.RxWebSocket} is the way in.
 *
 * <p>A subscription is at once the listener of a socket with {@code manualDemand()} and the {@code Subscription} of its
 * subscriber. Lifecycle items and messages alike use up the subscriber's demand. The bridge asks the client for what then
 * remains, at most 16 messages ahead, and for as many more as {@code texts()} or {@code binaries()} leave out. What there
 * is no demand for stays with the client, which stops reading at its {@code receiveLimit}, and TCP slows the server.
 *
 * <p>Beyond the client's {@code receiveLimit} and one message a subscription therefore holds at most 16 messages, and
 * those only if lifecycle items took their demand or another thread is inside {@code onNext}; and between two messages
 * one {@code Opened} and one {@code Closed}, the latest: what had come before them and was not yet passed on is left out.
 *
 * <p>Items come on the client's callback executor, or on the thread that calls {@code request(n)}. Sending does not wait
 * for demand.
 */
@NullMarked
package io.holdfast.rx;

import org.jspecify.annotations.NullMarked;
