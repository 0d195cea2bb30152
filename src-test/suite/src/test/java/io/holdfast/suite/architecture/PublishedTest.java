/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What the modules' poms say of publishing agrees, so that no artifact is forgotten or let out. */
final class PublishedTest {

  private static final Path ROOT = Path.of(System.getProperty("holdfast.root", "../.."));
  private static final XPath XPATH = XPathFactory.newInstance().newXPath();

  private final List<String> published = new ArrayList<>();
  private final List<String> unpublished = new ArrayList<>();

  PublishedTest() throws Exception {
    walk(ROOT);
  }

  private void walk(Path directory) throws Exception {
    Document pom = pom(directory);
    boolean isPublished = texts(pom, "/project/properties/unpublished").contains("false");
    (isPublished ? published : unpublished)
        .add(texts(pom, "/project/artifactId").get(0));
    for (String module : texts(pom, "/project/modules/module")) {
      walk(directory.resolve(module));
    }
  }

  private static Document pom(Path directory) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(directory.resolve("pom.xml").toFile());
  }

  private static List<String> texts(Document pom, String path) throws XPathExpressionException {
    NodeList nodes = (NodeList) XPATH.evaluate(path, pom, XPathConstants.NODESET);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent().strip());
    }
    return texts;
  }

  @Test
  void theBomNamesEveryPublishedArtifactButItself() throws Exception {
    List<String> named = texts(
        pom(ROOT.resolve("client/bom")),
        "/project/dependencyManagement/dependencies/dependency/artifactId");

    assertThat(published).contains("holdfast-client", "holdfast-bom");
    named.add("holdfast-bom");
    assertThat(named).containsExactlyInAnyOrderElementsOf(published);
  }

  @Test
  @DisplayName("Only what is published goes to Central: its plugin does not know our switch")
  void theUploadLeavesOutWhatIsNotPublished() throws Exception {
    List<String> excluded =
        texts(pom(ROOT), "/project/profiles/profile[id='central']//excludeArtifacts");

    assertThat(excluded.get(0).split(","))
        .containsExactlyInAnyOrder(unpublished.toArray(String[]::new));
  }
}
