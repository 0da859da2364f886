/**
 * What a trial runner tells the master. One record a kind of report; docs/development has the
 * protocol.
 */
@NullMarked
package ai.resolute.master.trial.report;

import org.jspecify.annotations.NullMarked;
