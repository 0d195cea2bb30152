/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.kotlin

import io.holdfast.testkit.TestServer
import java.util.concurrent.TimeUnit.SECONDS
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test

/** The README's recipe: the build makes a function, recipe(), of what is printed there. */
class ReadmeTest {
  private val server: TestServer = TestServer.builder().deadline(30, SECONDS).start()

  @AfterEach
  fun stop() = server.close()

  @Test
  fun theRecipeIsAFlowThatClosesWhenItIsCancelled() = runBlocking<Unit> {
    server.script().expectText("subscribe").sendText("tick").expectClose(1000)
    val printed = CompletableDeferred<String>()
    val job = launch(Dispatchers.Default) { recipe(server.url("/ws"), { "t" }, { printed.complete(it) }) }
    assertThat(withTimeout(30_000) { printed.await() }).isEqualTo("tick")
    assertThat(server.awaitRequest().header("Authorization")).isEqualTo("Bearer t")
    job.cancelAndJoin()
    server.awaitOpenUpgrades(0)
  }
}
