/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;
import okio.ByteString;

/**
 * An authority below {@link Certificates#ROOT} that may sign for one DNS subtree only (RFC 5280, 4.2.1.10). okhttp-tls
 * cannot make one, so that the extension is put into a certificate of its making, which the root then signs again.
 */
final class ConstrainedAuthority {
  private static final int SEQUENCE = 0x30;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int PERMITTED_SUBTREES = 0xa0;
  private static final int DNS_NAME = 0x82;
  private static final int EXTENSIONS = 0xa3;
  private static final ByteString NAME_CONSTRAINTS_CRITICAL =
      ByteString.decodeHex("0603551d1e0101ff");

  private ConstrainedAuthority() {}

  static HeldCertificate permitting(String subtree) {
    HeldCertificate free = new HeldCertificate.Builder()
        .commonName("for " + subtree + " only")
        .certificateAuthority(0)
        .signedBy(Certificates.ROOT)
        .build();
    try {
      return new HeldCertificate(free.keyPair(), signed(free.certificate(), extension(subtree)));
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ByteString extension(String subtree) throws IOException {
    ByteString name = der(DNS_NAME, ByteString.encodeUtf8(subtree));
    ByteString constraints = der(SEQUENCE, der(PERMITTED_SUBTREES, der(SEQUENCE, name)));
    return der(SEQUENCE, NAME_CONSTRAINTS_CRITICAL, der(OCTET_STRING, constraints));
  }

  private static X509Certificate signed(X509Certificate free, ByteString extension)
      throws GeneralSecurityException, IOException {
    Buffer fields = content(new Buffer().write(free.getTBSCertificate()));
    Buffer more = new Buffer();
    while (fields.getByte(0) != (byte) EXTENSIONS) {
      more.write(element(fields));
    }
    Buffer extensions = content(content(fields));
    ByteString toSign = der(
        SEQUENCE,
        more.readByteString(),
        der(EXTENSIONS, der(SEQUENCE, extensions.readByteString(), extension)));
    Signature signature = Signature.getInstance(free.getSigAlgName());
    signature.initSign(Certificates.ROOT.keyPair().getPrivate());
    signature.update(toSign.toByteArray());
    Buffer whole = content(new Buffer().write(free.getEncoded()));
    element(whole);
    ByteString noUnusedBits = ByteString.of((byte) 0);
    ByteString certificate = der(
        SEQUENCE,
        toSign,
        element(whole),
        der(BIT_STRING, noUnusedBits, ByteString.of(signature.sign())));
    return (X509Certificate) CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(certificate.toByteArray()));
  }

  // ---- the little of DER that is needed

  private static ByteString der(int tag, ByteString... parts) throws IOException {
    Buffer content = new Buffer();
    for (ByteString part : parts) {
      content.write(part);
    }
    Buffer element = new Buffer().writeByte(tag);
    int length = (int) content.size();
    if (length < 0x80) {
      element.writeByte(length);
    } else if (length < 0x100) {
      element.writeByte(0x81).writeByte(length);
    } else {
      element.writeByte(0x82).writeShort(length);
    }
    element.writeAll(content);
    return element.readByteString();
  }

  /** Takes the header of the first element: what is inside it. */
  private static Buffer content(Buffer der) throws IOException {
    der.skip(1);
    long length = der.readByte() & 0xff;
    if (length == 0x81) {
      length = der.readByte() & 0xff;
    } else if (length == 0x82) {
      length = der.readShort() & 0xffff;
    }
    Buffer content = new Buffer();
    content.write(der, length);
    return content;
  }

  /** Takes the first element, with its header. */
  private static ByteString element(Buffer der) throws IOException {
    int tag = der.getByte(0) & 0xff;
    return der(tag, content(der).readByteString());
  }
}
