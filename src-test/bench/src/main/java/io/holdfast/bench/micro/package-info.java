/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The engine's parts by themselves. */
@NullMarked
package io.holdfast.bench.micro;

import org.jspecify.annotations.NullMarked;
