#!/usr/bin/env bash
# bulletdrop-flameshot.sh: takes a screenshot with Flameshot, uploads it and copies the link. Bind it to a key.
# Needs flameshot, curl and one of wl-copy, xclip, xsel.
# It holds a token that may upload to your account and nothing else. Keep the file to yourself: chmod 700 bulletdrop-flameshot.sh
# Exit status: 0 uploaded; 1 the host refused it; 3 the host can't be reached; 4 a program is missing; 5 cancelled.
set -u

#@settings@

#@common@

has flameshot || die 4 "flameshot is not there. Install it and try again."
has curl || die 4 "curl is not there. Install it and try again."

shot=$WORK/shot.png
flameshot gui --raw "$@" >"$shot"
# A cancelled one writes nothing, or in some versions a sentence: only a PNG is a picture.
case $(head -c 8 "$shot" | LC_ALL=C tr -dc 'A-Z') in
  PNG) ;;
  *) exit 5 ;;
esac

upload "$shot" "screenshot-$(date +%Y-%m-%d-%H%M%S).png" || exit
link=$(json_string url "$ANSWER")
printf '%s\n' "$link"
if copy "$link"; then
  tell "Link copied: $link"
else
  tell "$link (nothing is there to copy it: install wl-clipboard, xclip or xsel)"
fi
