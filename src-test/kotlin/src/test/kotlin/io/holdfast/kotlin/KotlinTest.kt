/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.kotlin

import io.holdfast.Backoff
import io.holdfast.CloseEvent
import io.holdfast.Heartbeat
import io.holdfast.OpenEvent
import io.holdfast.RetryPredicate
import io.holdfast.SendCallback.Outcome
import io.holdfast.WebSocketClient
import io.holdfast.WebSocketException
import io.holdfast.WebSocketOptions
import io.holdfast.rx.RxWebSocket
import io.holdfast.rx.WebSocketEvent
import io.holdfast.testkit.TestServer
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.TimeUnit.SECONDS
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.reactive.asFlow
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test

/**
 * How the API reads in Kotlin. Most of it is checked by the compiler: JSpecify's annotations are strict and warnings are
 * errors, so that a missing or a needless null check does not compile.
 */
class KotlinTest {
  private val server: TestServer = TestServer.start()

  @AfterEach
  fun stop() = server.close()

  /** Every interface with one method is a lambda, and a builder's methods chain. */
  private fun options(): WebSocketOptions =
    WebSocketOptions.builder(server.url("/feed"))
      .requestInterceptor { _, request -> request.newBuilder().header("X-Kotlin", "yes").build() }
      .heartbeat(Heartbeat.message({ "ping" }, { it == "pong" }, 30, 10, SECONDS))
      .reconnect(Backoff.fixed(20, MILLISECONDS))
      .retryIf { it.closeCode() != 1000 && RetryPredicate.defaults().shouldRetry(it) }
      .callbackExecutor { it.run() }
      .build()

  @Test
  fun aListenerIsAnObjectWhoseParametersAreNotNull() {
    server.script().expectText("hello").sendText("world").close(1000, "bye")
    val text = CompletableFuture<String>()
    val outcome = CompletableFuture<Outcome>()
    val closed = CompletableFuture<CloseEvent>()
    val socket =
      WebSocketClient.connect(
        options(),
        object : WebSocketClient.Listener {
          override fun onOpen(ws: WebSocketClient, event: OpenEvent) {
            // Without the safe call this does not compile: the server may have chosen none.
            val length: Int? = event.subprotocol()?.length
            assertThat(length).isNull()
            ws.send("hello") { outcome.complete(it) }
          }

          override fun onMessage(ws: WebSocketClient, message: String) {
            text.complete(message)
          }

          override fun onClose(ws: WebSocketClient, event: CloseEvent) {
            closed.complete(event)
          }
        },
      )
    assertThat(text.get(5, SECONDS)).isEqualTo("world")
    assertThat(outcome.get(5, SECONDS)).isEqualTo(Outcome.WRITTEN)
    val end = closed.get(5, SECONDS)
    val cause: WebSocketException? = end.cause()
    assertThat(cause?.message).isNull()
    assertThat(end.reason().length).isEqualTo(3)
    assertThat(socket.options().bufferedAmountLowThreshold()).isPositive()
    assertThat(server.awaitRequest().header("X-Kotlin")).isEqualTo("yes")
  }

  @Test
  fun streamsTakeLambdasAndSayWhatMayBeNull() {
    server.script().expectText("subscribe").sendText("tick").expectText("7?").sendText("7!").hold()
    val socket = RxWebSocket.of(options()).onEachOpen { it.send("subscribe") }
    assertThat(socket.client()?.readyState()).isNull()
    val ticked = CountDownLatch(1)
    val events = mutableListOf<String>()
    val subscription =
      socket.events().subscribe { event ->
        events +=
          when (event) {
            is WebSocketEvent.Opened -> "opened ${event.connectionNumber()}"
            is WebSocketEvent.Text -> event.text()
            is WebSocketEvent.Binary -> event.bytes().hex()
            is WebSocketEvent.Closed -> "closed ${event.event().code()}"
            else -> error("there are no others")
          }
        if (event is WebSocketEvent.Text) ticked.countDown()
      }
    assertThat(ticked.await(5, SECONDS)).isTrue()
    val reply: String = socket.request("7?", { it.startsWith("7") }, 5, SECONDS).blockingGet()
    assertThat(reply).isEqualTo("7!")
    subscription.dispose()
    assertThat(events).startsWith("opened 1", "tick")
  }

  @Test
  fun aFlowEndsWithTheStream() = runBlocking<Unit> {
    server.script().expectText("subscribe").sendText("a").dropRst()
    server.script().expectText("subscribe").sendText("b").close(1000, "")
    val socket = RxWebSocket.of(options()).onEachOpen { it.send("subscribe") }
    assertThat(socket.texts().asFlow().toList()).endsWith("b")
  }

  @Test
  fun aFlowThatHasEnoughCloses1000() = runBlocking<Unit> {
    server.script().sendText("a").sendText("b").expectClose(1000)
    assertThat(RxWebSocket.of(options()).texts().asFlow().first()).isEqualTo("a")
    server.awaitOpenUpgrades(0)
  }

  @Test
  fun cancellingTheCoroutineCloses1000AndStopsTheFlow() = runBlocking<Unit> {
    server.script().sendText("a").expectClose(1000)
    val first = CompletableDeferred<String>()
    val job =
      launch(Dispatchers.Default) {
        RxWebSocket.of(options()).texts().asFlow().collect { first.complete(it) }
      }
    assertThat(first.await()).isEqualTo("a")
    assertThat(job.isActive).isTrue()
    job.cancelAndJoin()
    server.awaitOpenUpgrades(0)
  }

  @Test
  fun aSlowCollectorGetsAllInOrder() = runBlocking<Unit> {
    val count = 5000
    server.script().run { connection ->
      repeat(count) { connection.sendText("$it") }
      connection.close(1000, "")
    }
    var next = 0
    RxWebSocket.of(options()).texts().asFlow().buffer(1).collect { text ->
      assertThat(text).isEqualTo("${next++}")
    }
    assertThat(next).isEqualTo(count)
  }
}
