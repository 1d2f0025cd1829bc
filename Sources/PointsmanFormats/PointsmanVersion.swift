/// The release that this program is of.
package enum PointsmanVersion {
    package static let text = "0.1.0"
}
