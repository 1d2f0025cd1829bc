/// The page's script: it has the page made anew when an event comes, and takes over the parts that differ. All text is made by the
/// server, so nothing is escaped here, and nothing is changed anywhere.
extension LivePage {
    package static let script = """
        (function () {
          "use strict";
          var main = document.getElementById("main"), live = document.getElementById("live");
          if (!main || !window.EventSource || !window.fetch) { return; }
          var parts = ["headline", "route", "map", "members", "pools", "checks", "incidents", "events", "age"];
          var isBusy = false, isDue = false, last = Date.now(), hasFailed = false, timer = 0;

          function say(text, isStale) {
            if (live.textContent !== text) { live.textContent = text; }
            live.className = isStale ? "stale" : "";
          }

          function take(text) {
            var next = new DOMParser().parseFromString(text, "text/html");
            var content = next.getElementById("main");
            if (!content) { throw new Error("no page"); }
            parts.forEach(function (id) {
              var here = document.getElementById(id), there = next.getElementById(id);
              if (here && there && here.innerHTML !== there.innerHTML) { here.innerHTML = there.innerHTML; }
            });
            document.title = next.title;
            document.body.dataset.tone = next.body.dataset.tone;
            main.dataset.held = content.dataset.held;
          }

          function refresh() {
            if (isBusy) { isDue = true; return; }
            isBusy = true;
            isDue = false;
            clearTimeout(timer);
            var limit = new AbortController(), end = setTimeout(function () { limit.abort(); }, 5000);
            fetch("./", { cache: "no-store", signal: limit.signal })
              .then(function (answer) {
                if (!answer.ok) { throw new Error(answer.status); }
                return answer.text();
              })
              .then(function (text) { take(text); last = Date.now(); hasFailed = false; })
              .catch(function () { hasFailed = true; })
              .then(function () {
                clearTimeout(end);
                isBusy = false;
                if (hasFailed) {
                  say("No answer for " + Math.round((Date.now() - last) / 1000) + " s: what stands here is older.", true);
                  document.body.dataset.tone = "unsure";
                } else {
                  say(source.readyState === 1 ? "Up to date: it follows the events." : "Asked every few seconds.", false);
                }
                var isQuick = isDue || hasFailed || main.dataset.held === "yes";
                timer = setTimeout(refresh, isDue ? 100 : isQuick ? 1000 : 5000);
              });
          }

          var source = new EventSource("v1/events?after=" + encodeURIComponent(main.dataset.after));
          main.dataset.kinds.split(" ").concat("lost").forEach(function (kind) { source.addEventListener(kind, refresh); });
          source.onopen = refresh;
          document.addEventListener("visibilitychange", function () { if (!document.hidden) { refresh(); } });
        })();

        """
}
