/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Peers that would fill the memory of a client, each against a client with a heap of 64 MiB. */
package io.holdfast.suite.memory;
