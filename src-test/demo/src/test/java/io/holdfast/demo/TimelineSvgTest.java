/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ReadyState;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class TimelineSvgTest {
  private final AtomicLong now = new AtomicLong();
  private final Timeline timeline = new Timeline(now::get);

  private void after(double seconds) {
    now.addAndGet((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
  }

  private Document draw(String title) throws Exception {
    String svg = TimelineSvg.draw(timeline.recording(), title, "sub");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static Element group(Document picture, String name) {
    NodeList groups = picture.getElementsByTagName("g");
    for (int i = 0; i < groups.getLength(); i++) {
      Element group = (Element) groups.item(i);
      if (group.getAttribute("class").equals(name)) {
        return group;
      }
    }
    throw new AssertionError("no group " + name);
  }

  private static List<String> texts(Element group) {
    NodeList texts = group.getElementsByTagName("text");
    List<String> found = new ArrayList<>();
    for (int i = 0; i < texts.getLength(); i++) {
      found.add(texts.item(i).getTextContent());
    }
    return found;
  }

  private static List<Double> attributes(Element group, String element, String name) {
    NodeList elements = group.getElementsByTagName(element);
    List<Double> found = new ArrayList<>();
    for (int i = 0; i < elements.getLength(); i++) {
      found.add(Double.valueOf(((Element) elements.item(i)).getAttribute(name)));
    }
    return found;
  }

  /** 10 s: open from 2 to 5 and from 6 to 10, a fault at 4, a failed attempt at 1, pings at 3 and 7. */
  private void run() {
    after(1);
    timeline.failedAttempt();
    after(1);
    timeline.state(ReadyState.OPEN, 1);
    after(1);
    timeline.roundTrip(2_000_000);
    timeline.message();
    after(1);
    timeline.fault("half-open");
    after(1);
    timeline.state(ReadyState.CONNECTING, 0);
    after(1);
    timeline.state(ReadyState.OPEN, 2);
    after(1);
    timeline.roundTrip(1_000_000);
    after(3);
  }

  @Test
  void isWellFormedAndHasItsTitleAndItsSum() throws Exception {
    run();
    Document picture = draw("a <title> & \"more\" \u0001");
    assertThat(picture.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(picture.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("a <title> & \"more\" \uFFFD");
    assertThat(texts(picture.getDocumentElement())).contains("sub");
  }

  @Test
  void marksEachFaultAtItsTimeWithItsLabel() throws Exception {
    run();
    Element faults = group(draw("t"), "faults");
    assertThat(texts(faults)).containsExactly("half-open");
    // The plot is 878 pixels wide and begins at 62; 4 of 10 seconds.
    assertThat(attributes(faults, "line", "x1")).containsExactly(413.2);
  }

  @Test
  void coloursTheStatesAndNumbersTheConnections() throws Exception {
    run();
    Element states = group(draw("t"), "states");
    assertThat(texts(states)).containsExactly("state", "#1", "#2");
    assertThat(attributes(states, "rect", "x")).containsExactly(62.0, 237.6, 501.0, 588.8);
    assertThat(attributes(states, "rect", "width")).containsExactly(175.6, 263.4, 87.8, 351.2);
    NodeList bands = states.getElementsByTagName("rect");
    String connecting = ((Element) bands.item(0)).getAttribute("fill");
    String open = ((Element) bands.item(1)).getAttribute("fill");
    assertThat(connecting).isNotEqualTo(open);
    assertThat(((Element) bands.item(2)).getAttribute("fill")).isEqualTo(connecting);
    assertThat(((Element) bands.item(3)).getAttribute("fill")).isEqualTo(open);
  }

  @Test
  void drawsRoundTripsFailedAttemptsAndTheRate() throws Exception {
    run();
    Document picture = draw("t");
    assertThat(attributes(group(picture, "round-trips"), "circle", "cx"))
        .containsExactly(325.4, 676.6);
    assertThat(group(picture, "failed-attempts").getElementsByTagName("path").getLength())
        .isEqualTo(1);
    assertThat(group(picture, "rate").getElementsByTagName("path").getLength()).isEqualTo(1);
    assertThat(attributes(group(picture, "downtime"), "rect", "x"))
        .containsExactly(62.0, 62.0, 501.0, 501.0);
  }

  @Test
  void showsTheSecondsAndALegendOfWhatAppears() throws Exception {
    run();
    Document picture = draw("t");
    assertThat(texts(group(picture, "axis")))
        .containsExactly("0 s", "2 s", "4 s", "6 s", "8 s", "10 s");
    assertThat(texts(group(picture, "legend")))
        .containsExactly(
            "CONNECTING",
            "OPEN",
            "no connection",
            "fault",
            "failed attempt",
            "messages",
            "round trip");
  }

  @Test
  void putsLabelsThatWouldTouchIntoDifferentLanes() throws Exception {
    after(10);
    timeline.fault("the first fault");
    after(0.1);
    timeline.fault("the second fault");
    after(10);
    timeline.fault("the third fault");
    after(10);
    Element faults = group(draw("t"), "faults");
    List<Double> y = attributes(faults, "text", "y");
    assertThat(y.get(1)).isGreaterThan(y.get(0));
    assertThat(y.get(2)).isEqualTo(y.get(0));
  }

  @Test
  void leavesLabelsOutWhereThereIsNoRoomButDrawsEveryLine() throws Exception {
    for (int i = 0; i < 50; i++) {
      after(0.001);
      timeline.fault("a fault of many");
    }
    after(10);
    Element faults = group(draw("t"), "faults");
    assertThat(texts(faults)).hasSizeBetween(1, 10);
    assertThat(faults.getElementsByTagName("line").getLength()).isEqualTo(50);
  }

  @Test
  void keepsALabelAtTheRightEdgeInsideThePicture() throws Exception {
    after(10);
    timeline.fault("a fault at the very end");
    Element faults = group(draw("t"), "faults");
    double x = attributes(faults, "text", "x").get(0);
    assertThat(x + texts(faults).get(0).length() * 7).isLessThan(960);
  }

  @Test
  void drawsARunInWhichNothingHappened() throws Exception {
    Document picture = draw("t");
    assertThat(texts(group(picture, "round-trips")))
        .anyMatch(text -> text.startsWith("none measured"));
  }

  @Test
  void drawsAnExceptionallySlowRoundTripAtTheTopWithItsNumber() throws Exception {
    for (int i = 0; i < 20; i++) {
      after(1);
      timeline.roundTrip(i == 3 ? 900_000_000 : 1_000_000);
    }
    Element trips = group(draw("t"), "round-trips");
    assertThat(trips.getElementsByTagName("circle").getLength()).isEqualTo(19);
    assertThat(texts(trips)).contains("0.9 s");
  }
}
