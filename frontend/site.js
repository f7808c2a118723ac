// The one script of the site. Every page works without it; with it, parts of a page are replaced in place.
import htmx from "htmx.org";

// The content security policy allows no inline style and no evaluated code.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
