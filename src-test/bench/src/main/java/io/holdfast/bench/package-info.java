/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Holdfast beside its peers: CPU, latency and memory. */
@NullMarked
package io.holdfast.bench;

import org.jspecify.annotations.NullMarked;
