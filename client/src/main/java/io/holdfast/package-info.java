/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A WebSocket client that stays connected: the public API and the session behind it. */
@NullMarked
package io.holdfast;

import org.jspecify.annotations.NullMarked;
