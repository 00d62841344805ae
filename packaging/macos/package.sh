#!/usr/bin/env bash
# Makes the disk image of .build/dist/medadv_gui.app (build.sh on macOS), in .build/out.
#     bash packaging/macos/package.sh
# With MEDADV_CODESIGN ("Developer ID Application: ...") in the environment it is signed; with MEDADV_NOTARY (a profile
# that `xcrun notarytool store-credentials` kept) notarised too. Without them the image is unsigned, and its name says so.
# Not run by the developers: no Mac was at hand. The workflow runs it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
app=.build/dist/medadv_gui.app
out=.build/out
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' medadv_gui/__init__.py)
name=medadv_gui-$version-macos-$(uname -m)
entitlements=packaging/macos/entitlements.plist
mkdir -p "$out"

# The app holds a copy of the trimmed folder: trim.py and notices.py worked on that one.
for folder in MacOS Frameworks Resources; do [ -d "$app/Contents/$folder" ] || { echo "no $folder in $app" >&2; exit 1; }; done
# What runs as a service has no window that one could get at: the smoke test, offscreen, would not see it.
[ "$(/usr/libexec/PlistBuddy -c 'Print :LSBackgroundOnly' "$app/Contents/Info.plist")" = false ]
cp -R .build/dist/medadv-gui/licences .build/dist/medadv-gui/THIRD-PARTY.txt .build/dist/medadv-gui/sbom.cdx.json \
  "$app/Contents/Resources/"

if [ -n "${MEDADV_CODESIGN:-}" ]; then
  # From the inside out: libraries first, the app last.
  find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' -o -perm +111 \) -print0 | while IFS= read -r -d '' file; do
    if file -b "$file" | grep -q Mach-O; then
      codesign --force --timestamp --options runtime --entitlements "$entitlements" --sign "$MEDADV_CODESIGN" "$file"
    fi
  done
  codesign --force --timestamp --options runtime --entitlements "$entitlements" --sign "$MEDADV_CODESIGN" "$app"
  codesign --verify --deep --strict "$app"
  if [ -n "${MEDADV_NOTARY:-}" ]; then # the app has its ticket in it, wherever it is copied to
    ditto -c -k --keepParent "$app" "$out/app.zip"
    xcrun notarytool submit "$out/app.zip" --keychain-profile "$MEDADV_NOTARY" --wait
    rm "$out/app.zip"
    xcrun stapler staple "$app"
  fi
else
  # Apple's processors start nothing without at least this.
  codesign --force --deep --sign - "$app"
  name=$name-unsigned
fi

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
cp packaging/macos/READ-ME-FIRST.txt "$stage/"
hdiutil create -volname medadv_gui -srcfolder "$stage" -format ULMO -ov "$out/$name.dmg"

if [ -n "${MEDADV_CODESIGN:-}" ]; then
  codesign --timestamp --sign "$MEDADV_CODESIGN" "$out/$name.dmg"
  if [ -n "${MEDADV_NOTARY:-}" ]; then
    xcrun notarytool submit "$out/$name.dmg" --keychain-profile "$MEDADV_NOTARY" --wait
    xcrun stapler staple "$out/$name.dmg"
    spctl --assess --type open --context context:primary-signature "$out/$name.dmg"
  fi
fi
(cd "$out" && shasum -a 256 ./*.dmg >SHA256SUMS)
ls -l "$out"
