"""What the adapters of Keras and of the Estimator share: both train with TensorFlow."""
