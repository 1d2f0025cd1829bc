/// The release of this program.
package enum PointsmanVersion {
    package static let text = "0.1.0"
}
