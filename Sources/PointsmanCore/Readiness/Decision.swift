/// A change of mind, for the log: which rule said what when.
package struct Decision: Equatable, Sendable {
    package var verdict: WriteVerdict
    package var readiness: Readiness
}
