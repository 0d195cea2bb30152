/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A reconnecting command-line WebSocket client and the misbehaving push feed it can start. */
@NullMarked
package io.holdfast.demo;

import org.jspecify.annotations.NullMarked;
