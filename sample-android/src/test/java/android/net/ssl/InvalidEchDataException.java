/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package android.net.ssl;

/** Of API 37. OkHttp catches it there; a JVM's verifier, unlike Android's, asks for it on older frameworks as well. */
public class InvalidEchDataException extends Exception {
  private static final long serialVersionUID = 1L;
}
