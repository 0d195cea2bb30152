/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The only code that touches OkHttp's calls and upgraded sockets. */
@NullMarked
package io.holdfast.internal.okhttp;

import org.jspecify.annotations.NullMarked;
