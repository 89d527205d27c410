internal import Replay

/// The pictures of a run, by the sections of its page.
package struct RunFigures: Sendable {
  /// `plan-actual`: tasks and gates, planned against actual; nil for a run without any.
  package var planActual: Figure?
  /// `layers`: what happened in each layer, and what users felt; nil for a run without events.
  package var layers: Figure?
  /// `traffic`: shares of traffic and lags of replications; nil where none was recorded.
  package var traffic: Figure?
  /// `slip`: what made the run later or earlier; nil where it has no slip that can be attributed.
  package var slip: Figure?
  /// `earlier`: the run beside earlier ones; empty where none was given.
  package var earlier: [Figure] = []
}

extension RunReport {
  /// All pictures of the run. Those over time share one time scale, so that an instant has the same place in each.
  package var figures: RunFigures {
    var figures = RunFigures()
    if let span = ChartSpan(self) {
      let axis = TimeAxis(from: span.from, to: span.to, origin: variance?.start?.time ?? timeline.start?.time)
      var gantt = GanttChart(self, axis)
      figures.planActual = gantt.figure()
      var lanes = LaneChart(self, axis)
      figures.layers = lanes.figure()
      var series = SeriesChart(self, axis)
      figures.traffic = series.figure()
    }
    if var fall = WaterfallChart(self) { figures.slip = fall.figure() }
    if var runs = MultiplesChart(self) { figures.earlier = [runs.figure()] }
    return figures
  }
}
