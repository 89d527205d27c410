// Starts what the page does by itself: its check, the replay of what was verified, and the choice of a theme.
//
// Guarantees: a page without a report's data is left alone. `cutlog.page` holds the panels; `cutlog.page.checked` is the promise of what
// the first check found.
"use strict";
{
  class ReportPage {
    replay = null;

    constructor() {
      cutlog.offerThemes(document.getElementById("theme"));
      this.check = new cutlog.CheckPanel((result) => this.#onChecked(result));
      this.checked = this.check.check();
    }

    // Only verified lines are replayed, and only once: a second check changes nothing about them.
    #onChecked({ run, tone }) {
      const section = document.getElementById("replay");
      if (tone === "bad" || run === null) {
        section.hidden = true;
        this.replay?.pause();
        cutlog.eventTable?.withdraw();
        return;
      }
      section.hidden = false;
      if (this.replay?.run.isSame(run)) {
        if (!this.check.data.listsAllEvents && cutlog.eventTable?.showsVerified === false) cutlog.eventTable.show(run.recorded);
        return;
      }
      const events = document.getElementById("events"), { streams } = this.check.data;
      const places = new Map(events ? streams.map(({ origin }, number) => [origin, number]) : []);
      if (!this.check.data.listsAllEvents) cutlog.eventTable?.show(run.recorded);
      if (run.read(null).events.some((event) => !event.isRecorders)) {
        this.replay = new cutlog.ReplayPanel(run, places, this.check.data.findings);
      } else {
        section.hidden = true;
      }
      // What was put above the row that the page was opened at moved it out of sight.
      this.replay?.draw();
      cutlog.eventTable?.follow(location.hash);
    }
  }

  if (document.getElementById("page-data") && document.getElementById("check-verdict")) cutlog.page = new ReportPage();
}
