/* What the browser does on top of pages that work without it. Each module says what it is for. */
import "./work/twice.js";
import "./work/csrf.js";
import "./work/places.js";
import "./work/dragging.js";
import "./work/outline.js";
import "./work/typing.js";
import "./work/leaving.js";
import "./work/drafts.js";
