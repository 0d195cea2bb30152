/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
import com.android.apksig.ApkSigner;
import com.android.apksig.ApkVerifier;
import com.android.tools.r8.CompilationMode;
import com.android.tools.r8.JdkClassFileProvider;
import com.android.tools.r8.OutputMode;
import com.android.tools.r8.R8;
import com.android.tools.r8.R8Command;
import com.android.tools.r8.StringConsumer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * What Gradle's Android plugin would do, as a program that the JDK runs from its source: {@code resources} compiles and
 * links them with aapt2, {@code package} shrinks and dexes with R8, then packs, aligns, signs and verifies. Arguments are
 * {@code key=value}.
 */
public final class BuildApk {
  private static final String PASSWORD = "android"; // as in every debug key store
  private static final String ALIAS = "debug";
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1981, 1, 1, 1, 1, 2);

  private final Map<String, String> options = new HashMap<>();

  private BuildApk(String[] arguments) {
    for (int i = 1; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      options.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
  }

  public static void main(String[] arguments) throws Exception {
    BuildApk build = new BuildApk(arguments);
    if (arguments[0].equals("resources")) {
      build.linkResources();
    } else {
      build.dex();
      build.pack();
      build.sign();
      build.verify();
    }
  }

  private String option(String key) {
    String value = options.get(key);
    if (value == null) {
      throw new IllegalArgumentException("missing argument: " + key);
    }
    return value;
  }

  private Path path(String key) {
    return Path.of(option(key));
  }

  private Path out(String name) {
    return path("out").resolve(name);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + "\n" + output);
    }
    System.out.print(output);
  }

  // ---- resources

  private void linkResources() throws Exception {
    Files.createDirectories(path("out"));
    Files.createDirectories(path("java"));
    String aapt2 = aapt2().toString();
    run(aapt2, "compile", "--dir", option("res"), "-o", out("res.zip").toString());
    run(
        aapt2, "link", "-I", option("framework"),
        "--manifest", option("manifest"),
        "--java", option("java"),
        "--proguard", out("aapt.pro").toString(),
        "--min-sdk-version", option("minSdk"),
        "--target-sdk-version", option("targetSdk"),
        "--version-code", "1",
        "--version-name", option("versionName"),
        "--auto-add-overlay",
        "-o", out("resources.apk").toString(),
        out("res.zip").toString());
  }

  private Path aapt2() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    Path aapt2 = path("tools")
        .resolve("prebuilt")
        .resolve(os.startsWith("win") ? "windows/aapt2.exe" : os.startsWith("mac") ? "macosx/aapt2" : "linux/aapt2");
    aapt2.toFile().setExecutable(true);
    return aapt2;
  }

  // ---- code

  private void dex() throws Exception {
    List<Path> program = new ArrayList<>();
    program.add(jarOf(path("classes")));
    for (String element : option("classpath").split(File.pathSeparator)) {
      Path file = Path.of(element);
      if (Files.exists(file)) {
        program.add(Files.isDirectory(file) ? jarOf(file) : file);
      }
    }
    R8.run(R8Command.builder()
        .setMode(CompilationMode.RELEASE)
        .setMinApiLevel(Integer.parseInt(option("minSdk")))
        .addLibraryFiles(path("framework"))
        // The framework jar lacks java.lang and others, which no class loader takes from a jar.
        .addLibraryResourceProvider(
            JdkClassFileProvider.fromJdkHome(Path.of(System.getProperty("java.home"))))
        .addProguardConfigurationFiles(out("aapt.pro"), path("rules"))
        .setProguardMapOutputPath(out("mapping.txt"))
        .setProguardConfigurationConsumer(new StringConsumer.FileConsumer(out("rules-applied.pro")))
        .addProgramFiles(program)
        .setOutput(out("dex.zip"), OutputMode.DexIndexed, true)
        .build());
  }

  /** Of another module of the reactor, in a build that ends before it has a jar. */
  private Path jarOf(Path directory) throws IOException {
    Path jar = out("classes-" + Integer.toHexString(directory.toAbsolutePath().hashCode()) + ".jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        zip.putNextEntry(new ZipEntry(directory.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return jar;
  }

  // ---- package

  private void pack() throws IOException {
    try (ZipOutputStream apk = new ZipOutputStream(Files.newOutputStream(out("unsigned.apk")))) {
      Set<String> seen = new HashSet<>();
      copy(apk, out("resources.apk"), seen);
      copy(apk, out("dex.zip"), seen);
    }
  }

  /** Licences stay, what only tools of a JVM read does not come along. */
  private static boolean isWanted(String name) {
    return !name.endsWith("/")
        && !name.matches(".*\\.(class|kotlin_builtins)")
        && !name.matches("META-INF/(versions|maven|proguard|native-image|com\\.android\\.tools)/.*")
        && !name.matches("META-INF/(MANIFEST\\.MF|.*\\.kotlin_module|.*\\.(SF|RSA|DSA|EC))");
  }

  private static void copy(ZipOutputStream apk, Path from, Set<String> seen) throws IOException {
    try (ZipFile zip = new ZipFile(from.toFile())) {
      for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
        if (!isWanted(entry.getName()) || !seen.add(entry.getName())) {
          continue;
        }
        byte[] data;
        try (InputStream in = zip.getInputStream(entry)) {
          data = in.readAllBytes();
        }
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(ENTRY_TIME);
        if (entry.getMethod() == ZipEntry.STORED) { // resources.arsc, which the device maps
          copy.setMethod(ZipEntry.STORED);
          copy.setSize(data.length);
          copy.setCrc(entry.getCrc());
        }
        apk.putNextEntry(copy);
        apk.write(data);
        apk.closeEntry();
      }
    }
  }

  // ---- signature

  private void sign() throws Exception {
    Path keyStore = out("debug.p12");
    if (!Files.exists(keyStore)) {
      run(
          Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
          "-genkeypair", "-keystore", keyStore.toString(), "-storetype", "PKCS12",
          "-storepass", PASSWORD, "-alias", ALIAS, "-keyalg", "RSA", "-keysize", "2048",
          "-validity", "10000", "-dname", "CN=Android Debug");
    }
    KeyStore keys = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
    ApkSigner.SignerConfig signer = new ApkSigner.SignerConfig.Builder(
            ALIAS,
            (PrivateKey) keys.getKey(ALIAS, PASSWORD.toCharArray()),
            List.of((X509Certificate) keys.getCertificate(ALIAS)))
        .build();
    new ApkSigner.Builder(List.of(signer))
        .setInputApk(out("unsigned.apk").toFile())
        .setOutputApk(path("apk").toFile()) // aligned as well
        .setMinSdkVersion(Integer.parseInt(option("minSdk")))
        .setV1SigningEnabled(true)
        .setV2SigningEnabled(true)
        .setV3SigningEnabled(true)
        .build()
        .sign();
  }

  private void verify() throws Exception {
    ApkVerifier.Result result = new ApkVerifier.Builder(path("apk").toFile())
        .setMinCheckedPlatformVersion(Integer.parseInt(option("minSdk")))
        .build()
        .verify();
    if (!result.isVerified()) {
      throw new IOException("The APK does not verify: " + result.getErrors());
    }
    System.out.printf(
        "%s: %,d bytes (dex %,d); signed v1 %b, v2 %b, v3 %b%n",
        path("apk").getFileName(),
        Files.size(path("apk")),
        dexSize(),
        result.isVerifiedUsingV1Scheme(),
        result.isVerifiedUsingV2Scheme(),
        result.isVerifiedUsingV3Scheme());
  }

  private long dexSize() throws IOException {
    try (ZipFile apk = new ZipFile(path("apk").toFile())) {
      return apk.stream()
          .filter(entry -> entry.getName().endsWith(".dex"))
          .mapToLong(ZipEntry::getSize)
          .sum();
    }
  }
}
