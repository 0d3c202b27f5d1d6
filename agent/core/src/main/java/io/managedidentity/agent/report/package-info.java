/**
 * What records say: they are read line by line ({@link
 * io.managedidentity.agent.report.RecordReader}), merged ({@link
 * io.managedidentity.agent.report.Fleet}) and written as mapping files, pages, role scripts and a
 * statement ({@link io.managedidentity.agent.report.Reports}). Uses the catalogue, host patterns
 * and the JSON reader; nothing here makes a request.
 */
package io.managedidentity.agent.report;
