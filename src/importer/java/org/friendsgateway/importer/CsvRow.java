package org.friendsgateway.importer;

/**
 * One friend of one user.
 *
 * @param line of the file where the row begins, from 1
 * @param friend as the JSON object that is sent
 */
record CsvRow(long line, String user, String friend) {
}
