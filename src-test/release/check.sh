#!/usr/bin/env bash
#
# Copyright 2026 The Holdfast Authors
# SPDX-License-Identifier: Apache-2.0
#
# The release without the release. Both forms build what Central would get out of the last commit, as a version without
# -SNAPSHOT and in clean copies below a temporary directory; nothing is uploaded, nothing installed, no test is run.
#
#   check.sh reproduce   builds twice, in other places, time zones and languages, and compares byte by byte
#   check.sh dry-run     runs the whole path (-Prelease,central), signs with a key made for it, verifies the bundle
#
# Exit status 0 if all is well; else 1, and the differences or faults on stderr.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PUBLISHED=client,client/bom,client-rx,src-test/testkit
MVN=./mvnw
if command -v mvn >/dev/null; then MVN=mvn; fi

umask 022 # a Javadoc jar bears the permissions that it gives
TEMP=$(mktemp -d)
chmod 700 "$TEMP"
clean_up() {
  if command -v gpgconf >/dev/null; then gpgconf --homedir "$TEMP/gnupg" --kill all 2>/dev/null || true; fi
  rm -rf "$TEMP"
}
trap clean_up EXIT

snapshot=$(sed -n 's|^  <version>\(.*\)</version>|\1|p' "$ROOT/pom.xml" | head -n 1)
VERSION=${snapshot%-SNAPSHOT}

build() { # a new directory, profiles: leaves what Central would get in <directory>.out
  local copy=$1 profiles=$2
  mkdir -p "$copy" "$copy.out"
  git -C "$ROOT" archive HEAD | tar -x -C "$copy"
  # shellcheck disable=SC2016
  find "$copy" -name pom.xml -exec sed -i "s|<version>$snapshot</version>|<version>$VERSION</version>|" {} +
  if ! (cd "$copy" && "$MVN" -B -q -pl "$PUBLISHED" "-P$profiles" -DskipTests -DskipUpload -Dinstall.skip=true deploy) >"$copy.log" 2>&1; then
    cat "$copy.log" >&2
    return 1
  fi
  (cd "$copy.out" && jar xf "$(find "$copy" -name central-bundle.zip)")
}

entries() { # what two jars differ in: names, order, sizes and times, then contents
  local name
  diff <(jar tvf "$1") <(jar tvf "$2") && echo "the entries agree; their order in the file or how they are packed does not"
  mkdir -p "$TEMP/1" "$TEMP/2"
  (cd "$TEMP/1" && jar xf "$1")
  (cd "$TEMP/2" && jar xf "$2")
  for name in $(jar tf "$1"); do
    if [[ -f "$TEMP/1/$name" ]] && ! cmp -s "$TEMP/1/$name" "$TEMP/2/$name"; then echo "content of $name"; fi
  done
  rm -rf "$TEMP/1" "$TEMP/2"
}

reproduce() {
  local file differ=0 same=0 first second
  first=$TEMP/first
  second=$TEMP/the/second/copy/in-a-deeper-place
  echo "Building Holdfast $VERSION twice."
  (TZ=UTC LC_ALL=C build "$first" central)
  (TZ=Asia/Tokyo LC_ALL=C.UTF-8 MAVEN_OPTS="-Duser.language=ja -Duser.country=JP ${MAVEN_OPTS-}" build "$second" central)
  if ! diff <(cd "$first.out" && find . -type f | sort) <(cd "$second.out" && find . -type f | sort) >&2; then
    echo "The two builds publish different files." >&2
    return 1
  fi
  while read -r file; do
    if cmp -s "$first.out/$file" "$second.out/$file"; then
      same=$((same + 1))
      continue
    fi
    differ=$((differ + 1))
    echo "DIFFERENT $file" >&2
    case $file in
      *.jar) entries "$first.out/$file" "$second.out/$file" | sed 's/^/    /' >&2 || true ;;
      *) diff "$first.out/$file" "$second.out/$file" | head -n 20 | sed 's/^/    /' >&2 || true ;;
    esac
  done < <(cd "$first.out" && find . -type f ! -name '*.md5' ! -name '*.sha*' | sort)
  (cd "$first.out" && find . -name '*.jar' | sort | xargs sha256sum)
  echo "$same files are the same byte by byte, $differ are not."
  [[ $differ == 0 && $same -gt 0 ]]
}

dry_run() {
  local out=$TEMP/copy.out file dir artifact suffix faults=0 signed=0
  export GNUPGHOME=$TEMP/gnupg
  mkdir -m 700 "$GNUPGHOME"
  gpg --batch --quiet --passphrase '' --quick-generate-key "Dry run <nobody@localhost>" rsa2048 sign 1d
  MAVEN_GPG_KEY=$(gpg --batch --armor --export-secret-keys)
  export MAVEN_GPG_KEY
  echo "Building and signing Holdfast $VERSION; the key is made for this run alone."
  build "$TEMP/copy" release,central

  fault() {
    echo "FAULT: $1" >&2
    faults=$((faults + 1))
  }
  for artifact in holdfast-bom holdfast-client holdfast-client-rx holdfast-testkit; do
    dir=$out/io/holdfast/$artifact/$VERSION
    echo "$artifact"
    local wanted=(.pom)
    if [[ $artifact != holdfast-bom ]]; then
      wanted+=(.jar -sources.jar -javadoc.jar -cyclonedx.json -cyclonedx.xml)
    fi
    if [[ $artifact == holdfast-client ]]; then wanted+=(.module); fi
    for suffix in "${wanted[@]}"; do
      file=$dir/$artifact-$VERSION$suffix
      if [[ ! -s $file ]]; then fault "$artifact has no $suffix"; continue; fi
      if ! gpg --batch --quiet --verify "$file.asc" "$file" 2>/dev/null; then fault "$(basename "$file") is not signed, or wrongly"; fi
      for sum in md5 sha1 sha256; do
        [[ $(cat "$file.$sum") == "$("${sum}sum" "$file" | cut -d' ' -f1)" ]] || fault "$(basename "$file").$sum is wrong"
      done
      signed=$((signed + 1))
      printf '  %8d  %s\n' "$(stat -c %s "$file")" "$(basename "$file")"
    done
    # What Central asks of a pom, and nothing that only our own build knows.
    for suffix in name description url license developer scm; do
      grep -q "<$suffix[ >]" "$dir/$artifact-$VERSION.pom" || fault "the pom of $artifact has no $suffix"
    done
    if grep -qE '<parent>|-SNAPSHOT' "$dir/$artifact-$VERSION.pom"; then fault "the pom of $artifact has a parent or a snapshot"; fi
  done
  while read -r file; do # each file of the bundle was looked at above
    case $file in
      *.asc | *.md5 | *.sha*) ;;
      *) signed=$((signed - 1)) ;;
    esac
  done < <(find "$out" -type f)
  [[ $signed == 0 ]] || fault "the bundle has $((-signed)) files more than those above"
  echo "$faults faults."
  [[ $faults == 0 ]]
}

case ${1-} in
  reproduce) reproduce ;;
  dry-run) dry_run ;;
  *)
    sed -n '6,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
